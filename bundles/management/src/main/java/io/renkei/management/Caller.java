package io.renkei.management;

import java.security.AccessController;
import java.security.Principal;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a call that came through a login.
 *
 * @param name user; null for a caller inside this process, who has none
 * @param roles of the user
 */
public record Caller(@Nullable String name, Set<String> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** The one of this thread. */
    @SuppressWarnings("removal")
    @SuppressForbidden("Karaf 4.4 on Java 17 hands the subject over this way and no other")
    public static Caller current() {
        return of(Subject.getSubject(AccessController.getContext()));
    }

    /** The one that logged in as this subject. */
    public static Caller of(@Nullable Subject subject) {
        if (subject == null) {
            return new Caller(null, Set.of());
        }
        Set<String> roles = subject.getPrincipals(RolePrincipal.class).stream()
                .map(Principal::getName)
                .collect(Collectors.toSet());
        String name = subject.getPrincipals(UserPrincipal.class).stream()
                .map(Principal::getName)
                .findFirst()
                .orElse(null);
        return new Caller(name, roles);
    }
}
