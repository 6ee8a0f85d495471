package io.renkei.shell.internal;

import io.renkei.api.Nearest;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Option;

/** Sets the option fields of a command from words behind its argument. */
final class TrailingOptions {
    private TrailingOptions() {}

    /**
     * @throws IllegalArgumentException naming the word that is no option, or the option that lacks its value
     */
    static void apply(Object command, List<String> words) {
        for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
            String word = left.next();
            Field field = field(command, word);
            Class<?> type = field.getType();
            try {
                field.setAccessible(true);
                if (type == boolean.class) {
                    field.setBoolean(command, true);
                } else {
                    String value = value(word, left);
                    field.set(command, converted(type, value));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(word + " takes a whole number", e);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(word + " can't be set", e);
            }
        }
    }

    private static Object converted(Class<?> type, String value) {
        if (type == int.class) {
            return Integer.valueOf(value);
        }
        return type == Long.class ? Long.valueOf(value) : value;
    }

    private static String value(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.next();
    }

    private static Field field(Object command, String word) {
        Set<String> known = new TreeSet<>();
        for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option == null) {
                    continue;
                }
                known.add(option.name());
                if (option.name().equals(word)
                        || Arrays.asList(option.aliases()).contains(word)) {
                    return field;
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + word + "' is no option of this command" + Nearest.hint(word, known) + "; options are " + known);
    }
}
