package io.renkei.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.PrivilegedAction;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    @SuppressWarnings("removal")
    void aLoginIsKnownByNameAndRoles() {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("mona"));
        subject.getPrincipals().add(new RolePrincipal("manager"));
        Caller caller = Subject.doAs(subject, (PrivilegedAction<Caller>) Caller::current);
        assertEquals(new Caller("mona", Set.of("manager")), caller);
    }

    @Test
    void whoDidNotLogInHasNoNameAndNoRole() {
        assertEquals(new Caller(null, Set.of()), Caller.current());
    }
}
