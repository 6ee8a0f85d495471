package io.renkei.runtime.toy;

import io.renkei.api.ApplyTarget;
import io.renkei.api.CaptureSource;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.KindTraits;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkKind;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.api.VerifyReport;
import io.renkei.api.WhenFull;
import java.util.List;

/** A kind that has nothing but the place it reads from; never opened. */
public final class PlaceKind implements LinkKind {
    @Override
    public String name() {
        return "place";
    }

    @Override
    public KindTraits traits() {
        return new KindTraits(false, false, false, WhenFull.PAUSE);
    }

    @Override
    public List<SettingKey> keys() {
        return List.of(new SettingKey("place.source.url", SettingType.TEXT, Half.CENTRE, List.of(), null, "place"));
    }

    @Override
    public List<String> faults(Half half, Settings settings) {
        return List.of();
    }

    @Override
    public CaptureSource source(LinkContext context) {
        throw new UnsupportedOperationException("never opened");
    }

    @Override
    public ApplyTarget target(LinkContext context) {
        throw new UnsupportedOperationException("never opened");
    }

    @Override
    public List<Finding> prepare(LinkContext context, boolean apply) {
        throw new UnsupportedOperationException("never opened");
    }

    @Override
    public VerifyReport verify(LinkContext context) {
        throw new UnsupportedOperationException("never opened");
    }
}
