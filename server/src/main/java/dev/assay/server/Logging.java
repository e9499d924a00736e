package dev.assay.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.assay.server.ServerConfig.LogFormat;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Log lines on stderr, as text or JSON; those of java.util.logging, which gRPC uses, among them. */
final class Logging {
    private Logging() {}

    /** Replaces whatever logging was set up before. */
    static void configure(ServerConfig.Process process) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Level level = Level.toLevel(process.logLevel());
        Encoder<ILoggingEvent> encoder = process.logFormat() == LogFormat.JSON ? json() : new LogLines();
        toStderr(context, encoder, level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("dev.assay").setLevel(level);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Adds to the context that lines of this level and above go to stderr. */
    static void toStderr(LoggerContext context, Encoder<ILoggingEvent> encoder, Level level) {
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(level);
    }

    private static Encoder<ILoggingEvent> json() {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setTimeZone("UTC");
        return encoder;
    }
}
