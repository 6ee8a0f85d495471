package io.renkei.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.Policy.AllowedItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the lists say, what holds personal numbers never goes to a site. */
class RandomListTest {
    private static final long SEED = 20260701L;
    private static final int ROUNDS = 500;
    private static final List<String> PROTECTED_ITEMS = List.of(
            "public.person_number",
            "PUBLIC.N_ACCESS_LOG",
            "number.n_x",
            "public.ｍｙｎｕｍｂｅｒ",
            "public.個人番号",
            "public.マイナンバー表");
    private static final List<String> ITEMS = List.of("public.a", "public.b", "public.c", "public.d", "other.a");
    private static final List<String> PROTECTED_COLUMNS =
            List.of("person_number", "MyNumber", "個人番号", "kojin_bango", "ﾏｲﾅﾝﾊﾞｰ", "personal-number");
    private static final List<String> COLUMNS = List.of("id", "name", "birth_on", "amount");
    private static final List<String> CLASSES = List.of("master", "ledger", "claim", "number", "security");

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Objects that some row, of whichever list, marks as holding numbers. */
    private final Set<String> marked = new HashSet<>();

    @Test
    void noListCanAllowWhatHoldsPersonalNumbers() throws IOException {
        int allowed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            marked.clear();
            Files.writeString(folder.resolve("tables.csv"), list());
            Files.deleteIfExists(folder.resolve("tables-13.csv"));
            if (random.nextBoolean()) {
                Files.writeString(folder.resolve("tables-13.csv"), list());
            }
            ListPolicy policy = new ListPolicy(folder, null, new Trail(), () -> 0);
            for (LinkId link : List.of(LinkId.parse("db-13-prod"), LinkId.parse("db-13-test"))) {
                allowed += holds(policy, link);
            }
        }
        // the test must see lists that allow something
        assertTrue(allowed > ROUNDS / 4, "allowed " + allowed);
    }

    private int holds(ListPolicy policy, LinkId link) {
        for (String item : PROTECTED_ITEMS) {
            assertFalse(policy.check(link, item, List.of()).allowed(), item);
            assertFalse(policy.check(link, item, List.of("id")).allowed(), item);
        }
        for (String item : ITEMS) {
            for (String column : PROTECTED_COLUMNS) {
                assertFalse(policy.check(link, item, List.of("id", column)).allowed(), item + " " + column);
            }
            if (marked.contains(item)) {
                assertFalse(policy.check(link, item, List.of()).allowed(), item);
            }
        }
        for (AllowedItem item : policy.allowed(link)) {
            assertTrue(ITEMS.contains(item.item()) && !marked.contains(item.item()), item::toString);
            assertTrue(item.parts().stream().noneMatch(PROTECTED_COLUMNS::contains), item::toString);
            // what may be carried may also be asked for
            assertTrue(policy.check(link, item.item(), List.of()).allowed(), item::toString);
        }
        // a list that would carry personal numbers is faulty as a whole: nothing starts with it
        assertEquals(
                policy.allowed(link).isEmpty(), policy.refuse(link, Half.CENTRE).isPresent());
        return policy.allowed(link).size();
    }

    private String list() {
        StringBuilder text = new StringBuilder("object,migrate,link,class,month_column,number_flag,columns\n");
        List<String> objects = new ArrayList<>(ITEMS);
        objects.removeIf(object -> random.nextInt(3) == 0);
        if (random.nextInt(8) == 0) {
            objects.add(PROTECTED_ITEMS.get(random.nextInt(PROTECTED_ITEMS.size())));
        }
        for (String object : objects) {
            boolean number = random.nextInt(6) == 0;
            String itemClass =
                    CLASSES.get(random.nextInt(CLASSES.size() * 2) % (random.nextInt(4) == 0 ? CLASSES.size() : 3));
            // a protected row mostly stays at the centre, as it should; now and then somebody tries
            boolean link = random.nextInt(number || itemClass.equals("number") ? 8 : 2) == 0;
            if (number || itemClass.equals("number")) {
                marked.add(object);
            }
            text.append(object)
                    .append(",yes,")
                    .append(link ? "yes" : "no")
                    .append(',')
                    .append(itemClass)
                    .append(",,");
            text.append(number ? "yes" : "no").append(',').append(columns()).append('\n');
        }
        return text.toString();
    }

    private String columns() {
        if (random.nextBoolean()) {
            return "*";
        }
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.removeIf(column -> random.nextInt(3) == 0);
        if (random.nextInt(12) == 0) {
            columns.add(PROTECTED_COLUMNS.get(random.nextInt(PROTECTED_COLUMNS.size())));
        }
        return columns.isEmpty() ? "id" : String.join(" ", columns);
    }
}
