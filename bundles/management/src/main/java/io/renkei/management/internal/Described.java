package io.renkei.management.internal;

import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;

/** An MXBean whose operations say which role they need: Karaf's own refusal does not. */
final class Described extends StandardMBean {
    <T> Described(T bean, Class<T> face) {
        super(bean, face, true);
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return operation.getName() + ": roles manager and admin (etc/jmx.acl.io.renkei.cfg)";
    }
}
