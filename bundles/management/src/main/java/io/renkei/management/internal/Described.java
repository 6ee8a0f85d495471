package io.renkei.management.internal;

import java.util.Set;
import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;

/** An MXBean whose operations say which role they need: Karaf's own refusal does not. */
final class Described extends StandardMBean {
    private static final Set<String> READING = Set.of("statistics");

    <T> Described(T bean, Class<T> face) {
        super(bean, face, true);
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        String roles = READING.contains(operation.getName()) ? "viewer, manager and admin" : "manager and admin";
        return operation.getName() + ": roles " + roles + " (etc/jmx.acl.io.renkei.cfg)";
    }
}
