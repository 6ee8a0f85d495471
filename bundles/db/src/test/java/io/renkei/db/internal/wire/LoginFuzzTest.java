package io.renkei.db.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What a server, or whoever stands in its place, says before a login is over: an error is always read, a SCRAM message is
 * answered or refused with an {@link SQLException} that quotes none of it. How to run it longer: {@link Fuzz}.
 */
class LoginFuzzTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String LOGIN_REFUSED = "28000";

    /** One round of hashing: thousands would be a test of the processor. */
    private static final byte[] SERVER_FIRST =
            utf8("r=" + NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1");

    private final Fuzz fuzz = new Fuzz();

    private interface Step {
        void take(Scram scram, byte[] message) throws SQLException;
    }

    @Test
    void errorsOfAServer() {
        byte[] error = utf8("SERROR\0C23505\0Mduplicate key\0Dkey (7) exists\0spayment\0tc_claim\0nclaim_pk\0\0");
        ServerException read = ServerException.read(error, error.length);
        assertEquals("payment.c_claim claim_pk", read.table() + " " + read.constraint());
        fuzz.of(error, bytes -> {
            int length = fuzz.random().nextInt(bytes.length + 1);
            ServerException whole = ServerException.read(bytes, bytes.length);
            ServerException part = ServerException.read(bytes, length);
            // a buffer is used again: what lies behind the length is of another message
            byte[] alone = Arrays.copyOf(bytes, length);
            assertEquals(texts(ServerException.read(alone, length)), texts(part));
            assertEquals(5, texts(whole).size());
        });
    }

    /** All that is told of an error; {@link List#of} takes no null. */
    private static List<String> texts(ServerException error) {
        return List.of(error.getMessage(), error.getSQLState(), error.table(), error.column(), error.constraint());
    }

    @Test
    void firstMessagesOfAServer() throws SQLException {
        assertEquals("n,,n=,r=" + NONCE, new String(new Scram("geheim", NONCE).first(), StandardCharsets.UTF_8));
        answersOrRefuses(SERVER_FIRST, (scram, message) -> {
            String answer = new String(scram.answer(message), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("c=biws,r=" + NONCE), answer);
        });
    }

    @Test
    void whatAFirstMessageMustNotSay() {
        Map<String, UnaryOperator<String>> faults = Map.of(
                "the nonce of another login", text -> text.replace(NONCE, "x" + NONCE.substring(1)),
                "no nonce", text -> text.substring(text.indexOf(",s=") + 1),
                "a salt that is not Base64", text -> text.replace("s=W", "s=*"),
                "no rounds", text -> text.replace("i=1", "i=0"),
                "fewer than none", text -> text.replace("i=1", "i=-1"),
                "rounds for a day", text -> text.replace("i=1", "i=1000001"),
                "rounds beyond an int", text -> text.replace("i=1", "i=99999999999"),
                "nothing", text -> "");
        faults.forEach((name, fault) -> {
            byte[] message = utf8(fault.apply(new String(SERVER_FIRST, StandardCharsets.UTF_8)));
            SQLException refused =
                    assertThrows(SQLException.class, () -> new Scram("geheim", NONCE).answer(message), name);
            assertEquals(LOGIN_REFUSED, refused.getSQLState(), name);
        });
    }

    /** Nothing but the true proof passes. */
    @Test
    void proofsOfAServer() {
        // HMAC-SHA-256 of the login above with the password geheim, by an implementation of its own
        byte[] proof = utf8("v=bla5QliFnOyBEEFVnW0sVMi//vAjty0w2WDHVq4H318=");
        answersOrRefuses(proof, (scram, message) -> {
            scram.answer(SERVER_FIRST);
            scram.check(message);
            assertTrue(saysTheProof(message, proof), "a wrong proof passed");
        });
    }

    /** As Base64 sees it: the two bits after the last byte and fields that nobody knows count for nothing. */
    private static boolean saysTheProof(byte[] message, byte[] proof) {
        String said = new String(message, StandardCharsets.UTF_8);
        return Arrays.stream(said.split(",", -1))
                .anyMatch(field -> field.startsWith(new String(proof, 0, proof.length - 2, StandardCharsets.UTF_8)));
    }

    @Test
    void aProofBeforeAnyAnswerIsRefused() {
        assertThrows(SQLException.class, () -> new Scram("geheim", NONCE).check(utf8("v=AAAA")));
    }

    /** The sample itself must pass. */
    private void answersOrRefuses(byte[] sample, Step step) {
        fuzz.of(sample, message -> {
            try {
                step.take(new Scram("geheim", NONCE), message);
            } catch (SQLException e) {
                assertTrue(message != sample, e.getMessage());
                assertEquals(LOGIN_REFUSED, e.getSQLState());
                assertTrue(e.getMessage().startsWith("the server"), e.getMessage());
            }
        });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
