#!/usr/bin/env bash
# Proves that each gate of the build can fail: plants one fault after the other in a copy of the tree and expects the build to
# end with the gate's own words; before that the copy without a fault must pass. On demand, after a ./renkei demo (the features
# are resolved from the bundles that it installs): build/prove-gates.sh
# Ends with 0 only if every gate failed; the result of the last run is in docs/gates.md.
set -uo pipefail

TREE="$(cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)"
COPY="$(mktemp -d)"
trap 'rm -rf "$COPY"' EXIT
LOG="$COPY.log"
SOURCE=bundles/api/src/main/java/io/renkei/api
FAILED=0

git -C "$TREE" archive HEAD | tar -x -C "$COPY" || exit 1
cd "$COPY" || exit 1

# gate, words of its refusal, modules, options; the fault comes on standard input as a shell script run in the copy
prove() {
  local gate="$1" words="$2" modules="$3" status
  shift 3
  bash -e /dev/stdin || { echo "cannot plant the fault of $gate"; exit 1; }
  mvn -B -ntp -o -pl "$modules" "$@" clean verify >"$LOG" 2>&1
  status=$?
  if [ "$status" = 0 ]; then
    printf '%-34s DID NOT FAIL\n' "$gate"
    FAILED=1
  elif grep -q -- "$words" "$LOG"; then
    printf '%-34s failed as it should: %s\n' "$gate" "$words"
  else
    printf '%-34s failed for another reason:\n' "$gate"
    grep -m 5 'ERROR' "$LOG" | cut -c 1-200
    FAILED=1
  fi
  git -C "$TREE" archive HEAD bundles | tar -x -C "$COPY"
  rm -f "$SOURCE/Planted.java" bundles/api/src/test/java/io/renkei/api/PlantedTest.java
}

# Without this a build that always fails, for want of a plugin say, would prove nothing. It downloads what the others need.
if ! mvn -B -ntp -pl bundles/api,features clean verify >"$LOG" 2>&1; then
  echo "the tree fails without any fault planted:"
  grep -m 5 'ERROR' "$LOG" | cut -c 1-200
  exit 1
fi

planted() { # body of a class
  printf 'cat > %s/Planted.java <<'"'"'JAVA'"'"'\npackage io.renkei.api;\n\n%s\nJAVA\n' "$SOURCE" "$1"
}

planted 'final class Planted  {
}' | prove "format (Spotless)" "spotless:apply" bundles/api
planted 'import java.util.List;

/** Planted. */
final class Planted {
    private Planted() {}

    @SuppressWarnings("unused")
    static List<String> raw() {
        return (List<String>) (Object) List.of();
    }

    static List rawType() {
        return List.of();
    }
}' | prove "compiler warnings (-Xlint)" "rawtypes" bundles/api
planted '/** Planted. */
final class Planted {
    private Planted() {}

    static boolean same(String a, String b) {
        return a == b;
    }
}' | prove "likely mistakes (Error Prone)" "ReferenceEquality\|StringEquality" bundles/api
planted 'import org.jspecify.annotations.Nullable;

/** Planted. */
final class Planted {
    private Planted() {}

    static int length(@Nullable String text) {
        return text.length();
    }
}' | prove "null (NullAway)" "NullAway" bundles/api
planted '/** Planted. */
final class Planted {
    private Planted() {}

    static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            throw e;
        }
    }
}' | prove "shape of the code (Checkstyle)" "IllegalCatch" bundles/api
planted '/** Planted. */
final class Planted {
    private Planted() {}

    static void pause() throws InterruptedException {
        Thread.sleep(1);
    }
}' | prove "forbidden calls (forbidden-apis)" "wait on a condition" bundles/api
planted '/** Planted. */
final class Planted {
    private Planted() {}

    static byte[] bytes(String text) {
        return text.getBytes();
    }
}' | prove "default charset (forbidden-apis)" "default charset\|DefaultCharset" bundles/api
prove "a failing test (Surefire)" "There are test failures" bundles/api <<'SH'
cat > bundles/api/src/test/java/io/renkei/api/PlantedTest.java <<'JAVA'
package io.renkei.api;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

class PlantedTest {
    @Test
    void fails() {
        fail("planted");
    }
}
JAVA
SH
prove "no test at all (Surefire)" "No tests" bundles/api <<'SH'
rm -r bundles/api/src/test
SH
printf 'true\n' | prove "Java and Maven (Enforcer)" "requireMavenVersion\|RequireMavenVersion\|Maven version" bundles/api -Drequired.maven='[99,)'
{
  planted '/** Planted: journal must not know the line. */
final class Planted {}'
  printf 'rm %s/Planted.java\n' "$SOURCE"
  # the lowest storey reaches for a higher one, by name so that it compiles without the dependency
  printf 'mkdir -p bundles/api/src/main/java/io/renkei/line && cat > bundles/api/src/main/java/io/renkei/api/Planted.java <<JAVA\npackage io.renkei.api;\n\n/** Planted. */\nfinal class Planted {\n    private Planted() {}\n\n    static Class<?> reach() {\n        return io.renkei.line.Planted.class;\n    }\n}\nJAVA\ncat > bundles/api/src/main/java/io/renkei/line/Planted.java <<JAVA\npackage io.renkei.line;\n\n/** Planted. */\npublic final class Planted {\n    private Planted() {}\n}\nJAVA\n'
} | prove "storeys (architecture test)" "Architecture Violation" "$(ls -d bundles/* | paste -sd,),itests/architecture" -Dtest=StoreysTest -Dtests.required=false -Dsurefire.failIfNoSpecifiedTests=false
rm -rf bundles/api/src/main/java/io/renkei/line
printf 'sed -i "s#io.renkei.db/\\${project.version}#io.renkei.nowhere/\\${project.version}#" features/src/main/feature/feature.xml\n' |
  prove "features resolve (karaf:verify)" "nowhere" features

exit "$FAILED"
