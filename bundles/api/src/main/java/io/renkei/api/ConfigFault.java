package io.renkei.api;

/**
 * One fault of a configuration file.
 *
 * @param line from 1; 0: the file as a whole
 * @param message what is wrong, what is allowed, what was perhaps meant
 */
public record ConfigFault(String file, int line, ErrorCode code, String key, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + code.number() + " " + message;
    }
}
