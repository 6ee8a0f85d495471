package io.renkei.management;

import org.junit.jupiter.api.Test;

class BundlesTest {
    @Test
    void bothLanguagesSayTheSame() throws Exception {
        BundlePair.check(Texts.class, "explanation");
    }
}
