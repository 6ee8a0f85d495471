package io.renkei.journal.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM of one segment's records. Each segment has its own key, made by HMAC-SHA256 from the secret and the
 * segment's salt; only that key is kept, and only while the segment is open. A sealed payload is the record's counter (8
 * bytes, also the nonce), the cipher text and the tag (16 bytes); type and offset of the record are authenticated with it.
 * Used by one thread at a time.
 */
final class SegmentCipher {
    /** Counter and tag. */
    static final int OVERHEAD_BYTES = 8 + 16;

    private static final int COUNTER_BYTES = 8;
    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final ByteBuffer nonce = ByteBuffer.allocate(12);
    private final ByteBuffer place = ByteBuffer.allocate(9);
    // INVARIANT: never set back while the segment is written, also when a batch is cut off again: a nonce is used once.
    // Another start of the process writes other segments.
    private long counter;

    private SegmentCipher(SecretKeySpec key) throws GeneralSecurityException {
        this.key = key;
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /**
     * What {@link SegmentHeader#keyCheck} must be with the key that the secret holds now.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_KEY} if there is no such secret or it is no key
     */
    static long keyCheck(SegmentHeader header, Secrets secrets) {
        byte[] master = master(header, secrets);
        try {
            return ByteBuffer.wrap(derive(master, "check", header)).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    /**
     * The cipher of a segment.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_KEY} if the key is missing or not the one it was written with
     */
    static SegmentCipher of(SegmentHeader header, Secrets secrets) {
        byte[] master = master(header, secrets);
        try {
            long check = ByteBuffer.wrap(derive(master, "check", header)).getLong();
            if (check != header.keyCheck()) {
                throw new PermanentLinkException(
                        header.link(),
                        ErrorCode.JOURNAL_KEY,
                        header.keyName() + " holds another key than the one that segment " + header.epoch() + "/"
                                + header.firstSeq() + " was written with");
            }
            return new SegmentCipher(new SecretKeySpec(derive(master, "segment", header), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES/GCM and HmacSHA256", e);
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    /** Encrypts into {@code out}, from its start, and gives the length. */
    int seal(RecordType type, long offset, byte[] plain, int length, byte[] out) {
        long number = counter++;
        ByteBuffer.wrap(out).putLong(number);
        try {
            begin(Cipher.ENCRYPT_MODE, number, type, offset);
            return COUNTER_BYTES + cipher.doFinal(plain, 0, length, out, COUNTER_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM refused a record of " + length + " bytes", e);
        }
    }

    /** Decrypts into {@code plain}, from its start, and gives the length; -1 if the bytes were not sealed by {@link #seal}. */
    int open(RecordType type, long offset, ByteBuffer sealed, byte[] plain) {
        if (sealed.remaining() < OVERHEAD_BYTES) {
            return -1;
        }
        long number = sealed.getLong();
        try {
            begin(Cipher.DECRYPT_MODE, number, type, offset);
            return cipher.doFinal(
                    sealed.array(), sealed.arrayOffset() + sealed.position(), sealed.remaining(), plain, 0);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM refused a record", e);
        }
    }

    private void begin(int mode, long number, RecordType type, long offset) throws GeneralSecurityException {
        nonce.putLong(4, number);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce.array()));
        place.put(0, (byte) type.code()).putLong(1, offset);
        cipher.updateAAD(place.array());
    }

    private static byte[] master(SegmentHeader header, Secrets secrets) {
        byte[] master;
        try {
            master =
                    Base64.getDecoder().decode(secrets.resolve(header.keyName()).strip());
        } catch (IllegalArgumentException e) {
            // the cause may quote what it could not decode: it stays out
            throw new PermanentLinkException(
                    header.link(),
                    ErrorCode.JOURNAL_KEY,
                    header.keyName() + " is missing, readable by others or not base64");
        }
        if (master.length != KEY_BYTES) {
            Arrays.fill(master, (byte) 0);
            throw new PermanentLinkException(
                    header.link(),
                    ErrorCode.JOURNAL_KEY,
                    header.keyName() + " is not an AES-256 key of " + KEY_BYTES + " bytes in base64");
        }
        return master;
    }

    private static byte[] derive(byte[] master, String purpose, SegmentHeader header) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(master, "HmacSHA256"));
        String label = "renkei-journal-1/" + purpose + "/" + header.link() + "/" + header.epoch() + "/"
                + header.firstSeq() + "/" + header.salt();
        return mac.doFinal(label.getBytes(StandardCharsets.UTF_8));
    }
}
