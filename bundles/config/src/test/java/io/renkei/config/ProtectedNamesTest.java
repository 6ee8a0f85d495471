package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "person_number",
                "PersonNumber",
                "PERSON-NUMBER",
                "ｐｅｒｓｏｎ＿ｎｕｍｂｅｒ",
                "l_recipient_personal_number_old",
                "my_number",
                "myNumber2",
                "kojin_bango",
                "KOJIN_BANGOU_H",
                "個人番号",
                "受給者個人番号",
                "個人 番号",
                "マイナンバー",
                "ﾏｲﾅﾝﾊﾞｰ",
                "まいなんばー",
                "個人ナンバー",
                "My ナンバー",
                "こじんばんごう",
                "ｺｼﾞﾝﾊﾞﾝｺﾞｳ",
                "特定個人情報",
                "person\u200Bnumber"
            })
    void isAPersonalNumberInAnySpelling(String name) {
        assertTrue(ProtectedNames.part(name), name);
        assertTrue(ProtectedNames.item("public." + name), name);
        assertTrue(ProtectedNames.item("/out/" + name + ".csv"), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"number.n_person", "public.n_access_log", "PUBLIC.N_ACCESS_LOG", "Ｎ＿ｌｏｇ", "/x/n_log.csv", "n_.x"
            })
    void isATableOfTheNumberDatabase(String item) {
        assertTrue(ProtectedNames.item(item), item);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public.c_claim",
                "recipient_no",
                "provider_number",
                "phone_number",
                "municipality_no",
                "name_kana",
                "public.in_out",
                "証記載番号",
                "事業所番号",
                "個人",
                "番号"
            })
    void isNoPersonalNumber(String name) {
        assertFalse(ProtectedNames.part(name), name);
        assertFalse(ProtectedNames.item(name), name);
    }
}
