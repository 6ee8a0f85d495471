package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.Relation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the binary form of a source column's values can go into a target column unchanged. Type numbers below
 * 16384 mean the same in every database; those above were made by users and are known only at the target.
 */
final class ColumnRules {
    private static final int FIRST_USER_OID = 16_384;
    private static final int VARCHAR = 1043;

    /** Both are the plain bytes of the text. */
    private static final Set<Integer> TEXTS = Set.of(25, VARCHAR);

    /** Their type modifier is a precision or scale: a smaller one at the target would round without a word. */
    private static final Set<Integer> ROUNDED = Set.of(1700, 1083, 1114, 1184, 1266, 1186);

    /** Numbers of things in one database, and their arrays: in another database the same number means something else. */
    private static final Set<Integer> OBJECTS = Set.of(
            24, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191, 1008, 2207, 2208, 2209, 2210, 2211, 3735,
            3770, 4090, 4097, 4192);

    /** Their length is part of the value. */
    private static final Set<Integer> FIXED_LENGTH = Set.of(1042, 1560);

    private ColumnRules() {}

    /** A column of the target. */
    record TargetColumn(
            String name,
            int typeOid,
            int typmod,
            char typeKind,
            String typeName,
            boolean generated,
            boolean alwaysIdentity) {}

    /** Why a source column does not fit into its target column; null: it fits. */
    static @Nullable String mismatch(Relation.Column source, TargetColumn target) {
        if (target.generated()) {
            return "is generated at the target, but a plain column at the source";
        }
        if (source.typeOid() >= FIRST_USER_OID || target.typeOid() >= FIRST_USER_OID) {
            return source.typeOid() >= FIRST_USER_OID && target.typeOid() >= FIRST_USER_OID
                    ? null
                    : typesDiffer(source, target);
        }
        if (source.typeOid() != target.typeOid()) {
            boolean bothText = TEXTS.contains(source.typeOid()) && TEXTS.contains(target.typeOid());
            return bothText && fits(source, target) ? null : typesDiffer(source, target);
        }
        return fits(source, target) ? null : "is " + target.typeName() + " at the target, which is narrower";
    }

    /** Why values of the type can't be carried yet; null: they can. */
    static @Nullable String notHandled(TargetColumn target) {
        if (OBJECTS.contains(target.typeOid())) {
            return "has the type " + target.typeName() + ", whose values mean something else in another database";
        }
        // an enum sends its label, a composite its members' types: the server checks both; others it would take on
        // trust
        boolean checked = target.typeOid() < FIRST_USER_OID || target.typeKind() == 'e' || target.typeKind() == 'c';
        return checked ? null : "has the type " + target.typeName() + ", which is not carried yet";
    }

    private static String typesDiffer(Relation.Column source, TargetColumn target) {
        return "is " + target.typeName() + " at the target, but type number "
                + Integer.toUnsignedString(source.typeOid()) + " at the source";
    }

    private static boolean fits(Relation.Column source, TargetColumn target) {
        if (source.typmod() == target.typmod() || (target.typmod() < 0 && !FIXED_LENGTH.contains(target.typeOid()))) {
            return true;
        }
        if (ROUNDED.contains(target.typeOid()) || FIXED_LENGTH.contains(target.typeOid())) {
            return false;
        }
        // a longer text than the target takes is refused by the server
        return true;
    }
}
