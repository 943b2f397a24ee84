import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes what Java says of patterns and values into the last column of javaVerdicts.tsv: true, false, refused or fails.
 * From this folder: java Verdicts.java javaVerdicts.tsv (JDK 17). %{hex} stands for a character beyond printable ASCII.
 */
class Verdicts {
    public static void main(String[] arguments) throws Exception {
        Path table = Path.of(arguments[0]);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
            if (line.startsWith("# ")) {
                lines.add(line);
                continue;
            }
            String[] columns = line.split("\t", -1);
            lines.add(columns[0] + "\t" + columns[1] + "\t" + verdict(read(columns[0]), read(columns[1])));
        }
        Files.write(table, lines, StandardCharsets.US_ASCII);
    }

    private static String verdict(String pattern, String value) {
        Pattern compiled;
        try {
            compiled = Pattern.compile(pattern);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError refused) {
            return "refused";
        }
        try {
            return String.valueOf(compiled.matcher(value).matches());
        } catch (RuntimeException | StackOverflowError fails) {
            return "fails";
        }
    }

    private static String read(String text) {
        return Pattern.compile("%\\{([0-9a-f]+)\\}")
            .matcher(text)
            .replaceAll(found -> {
                String character = Character.toString(Integer.parseInt(found.group(1), 16));
                return java.util.regex.Matcher.quoteReplacement(character);
            });
    }
}
