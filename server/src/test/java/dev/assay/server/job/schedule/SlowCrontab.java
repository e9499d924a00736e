package dev.assay.server.job.schedule;

import java.time.LocalDateTime;
import java.util.Random;

/** A crontab line that is looked at one minute at a time, by the manual and with no thought of speed. */
record SlowCrontab(String minute, String hour, String dayOfMonth, String month, String dayOfWeek) {

    static SlowCrontab random(Random random) {
        return new SlowCrontab(
                field(random, 0, 59),
                field(random, 0, 23),
                field(random, 1, 31),
                field(random, 1, 12),
                field(random, 0, 7));
    }

    /** A field over a range: free, stepped, or a list of values and ranges. */
    static String field(Random random, int min, int max) {
        int span = max - min + 1;
        int low = min + random.nextInt(span);
        int high = low + random.nextInt(max - low + 1);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "*";
            case 2 -> "*/" + (1 + random.nextInt(Math.max(1, max / 2)));
            case 3 -> low + "-" + high;
            case 4 -> low + "-" + high + "/" + (1 + random.nextInt(4)) + "," + (min + random.nextInt(span));
            default -> String.valueOf(low);
        };
    }

    String text() {
        return String.join(" ", minute, hour, dayOfMonth, month, dayOfWeek);
    }

    boolean matches(LocalDateTime time) {
        boolean ofMonth = selects(dayOfMonth, time.getDayOfMonth(), 1);
        int weekday = time.getDayOfWeek().getValue();
        boolean ofWeek = selects(dayOfWeek, weekday, 0) || (weekday == 7 && selects(dayOfWeek, 0, 0));
        boolean either = !dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*");
        boolean day = either ? (ofMonth || ofWeek) : (ofMonth && ofWeek);
        return selects(minute, time.getMinute(), 0)
                && selects(hour, time.getHour(), 0)
                && selects(month, time.getMonthValue(), 1)
                && day;
    }

    private static boolean selects(String field, int value, int min) {
        for (String element : field.split(",", -1)) {
            String[] parts = element.split("/", -1);
            String[] bounds = parts[0].split("-", -1);
            int from = parts[0].equals("*") ? min : Integer.parseInt(bounds[0]);
            int to = parts[0].equals("*") ? Integer.MAX_VALUE : Integer.parseInt(bounds[bounds.length - 1]);
            int step = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
            if (value >= from && value <= to && (value - from) % step == 0) {
                return true;
            }
        }
        return false;
    }
}
