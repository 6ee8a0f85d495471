package io.renkei.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.renkei.api.Encoding;
import io.renkei.api.Frame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compresses frames for journal and line, and restores them. Buffers and native contexts are kept from frame to frame
 * (at most about 4 MiB), so what {@link #encode} or {@link #decode} gives is valid until that method is called again.
 * Used by one thread at a time; must be closed.
 */
public final class FrameCodec implements AutoCloseable {
    /** Fastest level with a real gain: the journal must keep up with the source. */
    private static final int LEVEL = 1;

    /** A zstd frame spends about 12 bytes on itself; below this there is nothing to gain. */
    private static final int TINY_BYTES = 64;

    private static final byte[] NONE = new byte[0];

    private @Nullable ZstdCompressCtx compressor;
    private @Nullable ZstdDecompressCtx decompressor;
    private byte[] input = NONE;
    private byte[] compressed = NONE;
    private byte[] restored = NONE;

    /** A raw frame as ZSTD if that makes it shorter; any other frame as it is. The frame's buffer is left as it was. */
    public Frame encode(Frame frame) {
        if (frame.encoding() != Encoding.RAW || frame.rawBytes() < TINY_BYTES) {
            return frame;
        }
        ByteBuffer source = onHeap(frame.data());
        int length = frame.rawBytes();
        compressed = atLeast(compressed, Math.toIntExact(Zstd.compressBound(length)));
        int size = compressor()
                .compressByteArray(
                        compressed,
                        0,
                        compressed.length,
                        source.array(),
                        source.arrayOffset() + source.position(),
                        length);
        if (size >= length) {
            return frame;
        }
        return new Frame(frame.type(), Encoding.ZSTD, length, ByteBuffer.wrap(compressed, 0, size));
    }

    /**
     * A frame's plain bytes. Never writes or keeps more than {@link Frame#MAX_BYTES}, whatever the bytes say.
     *
     * @throws IllegalArgumentException if the bytes are not zstd of exactly {@link Frame#rawBytes}
     */
    public Frame decode(Frame frame) {
        if (frame.encoding() == Encoding.RAW) {
            return frame;
        }
        ByteBuffer source = onHeap(frame.data());
        restored = atLeast(restored, frame.rawBytes());
        int size;
        try {
            // one shot into a buffer of known size: no window is allocated, however large the frame claims to be
            size = decompressor()
                    .decompressByteArray(
                            restored,
                            0,
                            frame.rawBytes(),
                            source.array(),
                            source.arrayOffset() + source.position(),
                            source.remaining());
        } catch (ZstdException e) {
            throw new IllegalArgumentException("the frame is not zstd: " + e.getMessage(), e);
        }
        if (size != frame.rawBytes()) {
            throw new IllegalArgumentException("a frame of " + frame.rawBytes() + " bytes decoded to " + size);
        }
        return Frame.raw(frame.type(), ByteBuffer.wrap(restored, 0, size));
    }

    @Override
    public void close() {
        if (compressor != null) {
            compressor.close();
            compressor = null;
        }
        if (decompressor != null) {
            decompressor.close();
            decompressor = null;
        }
    }

    private ZstdCompressCtx compressor() {
        ZstdCompressCtx context = compressor;
        if (context == null) {
            context = new ZstdCompressCtx();
            context.setLevel(LEVEL);
            compressor = context;
        }
        return context;
    }

    private ZstdDecompressCtx decompressor() {
        ZstdDecompressCtx context = decompressor;
        if (context == null) {
            context = new ZstdDecompressCtx();
            decompressor = context;
        }
        return context;
    }

    private ByteBuffer onHeap(ByteBuffer data) {
        if (data.hasArray()) {
            return data;
        }
        int length = data.remaining();
        input = atLeast(input, length);
        data.duplicate().get(input, 0, length);
        return ByteBuffer.wrap(input, 0, length);
    }

    private static byte[] atLeast(byte[] buffer, int length) {
        if (buffer.length >= length) {
            return buffer;
        }
        // doubling: a stream of growing frames does not allocate each time
        return new byte[Math.max(length, Math.min(2 * buffer.length, Frame.MAX_BYTES))];
    }
}
