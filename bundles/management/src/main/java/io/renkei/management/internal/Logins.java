package io.renkei.management.internal;

import io.renkei.management.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** HTTP Basic credentials against the users of the node. */
final class Logins {
    private static final String REALM = "karaf";
    private static final String BASIC = "Basic ";
    private static final Set<String> ROLES = Set.of("viewer", "manager", "admin");

    private Logins() {}

    /** Whether the header's user may look at the links. */
    static boolean mayLook(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BASIC)) {
            return false;
        }
        String[] pair = decoded(authorization.substring(BASIC.length())).split(":", 2);
        return pair.length == 2 && login(pair[0], pair[1].toCharArray());
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean login(String user, char[] password) {
        try {
            LoginContext login = new LoginContext(REALM, callbacks -> {
                for (Callback callback : callbacks) {
                    if (callback instanceof NameCallback name) {
                        name.setName(user);
                    } else if (callback instanceof PasswordCallback secret) {
                        secret.setPassword(password);
                    }
                }
            });
            login.login();
            boolean allowed = Caller.of(login.getSubject()).roles().stream().anyMatch(ROLES::contains);
            login.logout();
            return allowed;
        } catch (LoginException e) {
            return false;
        }
    }
}
