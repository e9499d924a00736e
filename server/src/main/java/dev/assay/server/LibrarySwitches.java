package dev.assay.server;

import java.util.Map;

/** Switches of libraries that make the program start sooner. What is given to Java by {@code -D} wins. */
final class LibrarySwitches {
    private static final Map<String, String> SWITCHES = Map.of(
            // Guice calls constructors by reflection: each is called once, and generating classes for that takes
            // longer.
            "guice_bytecode_gen_option", "DISABLED",
            // Netty registers no events of buffers with Flight Recorder, of which it would load half.
            "io.netty.jfr.enabled", "false");

    private LibrarySwitches() {}

    /** To be called before any library is used. */
    static void set() {
        SWITCHES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
