package dev.assay.server.web;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Event loops that end at once when nothing is left to do. Netty's own wait two seconds for latecomers. */
final class QuickGroup extends MultiThreadIoEventLoopGroup {
    private static final long LIMIT_SECONDS = 2;

    QuickGroup(int threads, String name) {
        super(
                threads,
                new ThreadFactoryBuilder()
                        .setNameFormat(name + "-%d")
                        .setDaemon(true)
                        .build(),
                NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
