package io.renkei.demo.internal.bench;

/** Something that measures real parts from outside. */
public interface Benchmark extends AutoCloseable {
    /** Measures; once only. */
    BenchReport run() throws Exception;

    /** Ends and removes everything it has made. */
    @Override
    void close();
}
