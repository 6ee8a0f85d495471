package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.FederationId;
import io.renkei.api.Policy.AllowedItem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemListsTest {
    private static final FederationId TOKYO = FederationId.parse("13");
    private static final String HEADER = "object,migrate,link,class,month_column,number_flag,columns";

    @TempDir
    private Path etc;

    private NodeHome home;
    private ItemLists lists;

    @BeforeEach
    void begin() {
        home = new NodeHome(etc);
        lists = new ItemLists(etc.resolve("lists"));
    }

    private List<String> read() {
        return home.told(lists.read("db", TOKYO).faults());
    }

    /** The faults of a list whose second line is the row. */
    private List<String> faults(String row) {
        home.list("tables.csv", row + "\n");
        return read().stream()
                .map(fault -> fault.replace("lists/tables.csv:2: ", ""))
                .toList();
    }

    @Test
    void everyColumnOfARowIsChecked() {
        assertEquals(List.of("RNK-2007 object must be a name of 1..200 characters"), faults(",yes,yes,claim,,no,*"));
        String form =
                "must be a name in full, schema.table, for example public.c_claim; patterns and quotation marks are not possible";
        for (String object : List.of("c_claim", "public.*", "a.b.c", "public.\"x\"", "pub lic.x")) {
            assertEquals(List.of("RNK-2007 object '" + object + "' " + form), faults(object + ",yes,yes,claim,,no,*"));
        }
        assertEquals(
                List.of("RNK-2007 migrate 'Y' is not possible; allowed: yes, no; did you mean yes?"),
                faults("public.x,Y,yes,claim,,no,*"));
        assertEquals(
                List.of("RNK-2007 link '' is not possible; allowed: yes, no"), faults("public.x,yes,,claim,,no,*"));
        assertEquals(
                List.of("RNK-2007 class 'clam' is not possible; allowed: master, ledger, claim, report, work, security,"
                        + " exchange, settlement, number; did you mean claim?"),
                faults("public.x,yes,yes,clam,,no,*"));
        assertEquals(
                List.of("RNK-2007 month_column must be empty or the name of one column"),
                faults("public.x,yes,yes,claim,a b,no,*"));
        assertEquals(
                List.of("RNK-2007 number_flag 'false' is not possible; allowed: yes, no; did you mean no?"),
                faults("public.x,yes,yes,claim,,false,*"));
        assertEquals(
                List.of("RNK-2007 columns is empty: write * or the names, separated by blanks"),
                faults("public.x,yes,yes,claim,,no,"));
        assertEquals(
                List.of("RNK-2007 columns is either * or names, separated by blanks"),
                faults("public.x,yes,yes,claim,,no,a *"));
        assertEquals(List.of("RNK-2007 columns names one column twice"), faults("public.x,yes,yes,claim,,no,a b a"));
        assertEquals(
                List.of("RNK-2007 has 8 fields, not 7 (" + HEADER + "); columns are separated by blanks"),
                faults("public.x,yes,yes,claim,,no,a,b"));
    }

    @Test
    void whatIsProtectedCannotBeLinked() {
        assertEquals(
                List.of(
                        "RNK-5001 P02: public.person_number has the name of a personal-number item, which is never carried to a site; set link to no"),
                faults("public.person_number,yes,yes,ledger,,no,*"));
        assertEquals(
                List.of("RNK-5001 P05: public.x is of class number, which is never carried to a site; set link to no"),
                faults("public.x,yes,yes,number,,no,*"));
        assertEquals(
                List.of(
                        "RNK-5001 P06: public.x has number_flag yes: it holds personal numbers and is never carried to a site; set link to no"),
                faults("public.x,yes,yes,ledger,,yes,*"));
        assertEquals(
                List.of(
                        "RNK-5001 P03: column my_number of public.x has the name of a personal number, which is never carried to a site; take it off the columns"),
                faults("public.x,yes,yes,ledger,,no,a my_number"));
        assertEquals(List.of(), faults("public.person_number,yes,no,number,,yes,*"));
    }

    @Test
    void allFaultsOfAListAreToldAtOnce() {
        home.list("tables.csv", """
                public.a,yes,yes,claim,,no,*

                # a comment
                public.b,yes,si,clam,,no,*
                public.a,yes,yes,claim,,no,*
                x
                """);
        assertEquals(
                List.of(
                        "lists/tables.csv:5: RNK-2007 link 'si' is not possible; allowed: yes, no",
                        "lists/tables.csv:5: RNK-2007 class 'clam' is not possible; allowed: master, ledger, claim, report, work, security, exchange, settlement, number; did you mean claim?",
                        "lists/tables.csv:6: RNK-2007 public.a is listed twice, in line 2 and in line 6",
                        "lists/tables.csv:7: RNK-2007 has 1 fields, not 7 (" + HEADER
                                + "); columns are separated by blanks"),
                read());
    }

    @Test
    void aListWithoutHeaderOrInAnotherEncodingIsAFault() throws IOException {
        Path file = NodeHome.write(etc.resolve("lists/tables.csv"), "public.a,yes,yes,claim,,no,*\n");
        assertEquals(List.of("lists/tables.csv:1: RNK-2007 the first line must be the header " + HEADER), read());
        Files.writeString(file, "# nothing\n");
        assertEquals(List.of("lists/tables.csv:0: RNK-2007 has no header; the first line must be " + HEADER), read());
        Files.write(file, (HEADER + "\n# 請求\n").getBytes(Charset.forName("Shift_JIS")));
        assertEquals(
                List.of(
                        "lists/tables.csv:2: RNK-2007 list: not UTF-8 (perhaps saved as Shift_JIS); save the file as UTF-8"),
                read());
        Files.writeString(file, "\uFEFF" + HEADER + "\r\npublic.a, yes ,yes,claim,,no,*\r\n");
        assertEquals(List.of(), read());
    }

    @Test
    void theRowsOfAFederationTakeThePlaceOfTheCommonOnes() {
        home.list("tables.csv", "public.a,yes,yes,claim,,no,*\npublic.b,yes,yes,claim,,no,*\n");
        home.list("tables-13.csv", "public.b,yes,no,claim,,no,*\npublic.c,yes,yes,claim,,no,id name\n");
        assertEquals(
                List.of(new AllowedItem("public.a", List.of("*")), new AllowedItem("public.c", List.of("id", "name"))),
                lists.read("db", TOKYO).value().orElseThrow().allowed());
        assertEquals(
                List.of(new AllowedItem("public.a", List.of("*")), new AllowedItem("public.b", List.of("*"))),
                lists.read("db", FederationId.parse("31")).value().orElseThrow().allowed());
    }

    @Test
    void aFederationCannotLiftTheProtectionOfTheCommonList() {
        home.list(
                "tables.csv",
                "public.a,yes,no,ledger,,yes,*\npublic.b,yes,no,number,,no,*\npublic.c,yes,no,ledger,,no,*\n");
        home.list(
                "tables-13.csv",
                "public.a,yes,yes,ledger,,no,*\npublic.b,yes,yes,ledger,,no,*\npublic.c,yes,yes,ledger,,no,*\n");
        assertEquals(
                List.of(
                        "lists/tables-13.csv:2: RNK-5001 P06: lists/tables.csv:2 says that public.a holds personal numbers; no federation's list can lift that",
                        "lists/tables-13.csv:3: RNK-5001 P05: lists/tables.csv:3 says that public.b holds personal numbers; no federation's list can lift that"),
                read());
    }
}
