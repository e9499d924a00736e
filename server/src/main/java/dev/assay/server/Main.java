package dev.assay.server;

import dev.assay.server.boot.ConfigurationException;
import dev.assay.server.boot.Setting;
import dev.assay.server.command.ReplayCommand;
import dev.assay.server.command.RunCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program: one command line, one subcommand for each thing it does. */
@Command(
        name = "assay",
        description = "Continuous evaluation for deployed machine-learning models.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong options or configuration"})
public final class Main {
    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] arguments) {
        LibrarySwitches.set();
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** For these arguments. The one command that they name is looked at alone: reading annotations takes its time. */
    static CommandLine commandLine(String... arguments) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> withSettings(new CommandLine(new ServeCommand()), ServerSettings.ALL));
        commands.put("demo", () -> new CommandLine(new DemoCommand()));
        commands.put("replay", () -> new CommandLine(new ReplayCommand()));
        commands.put("run", () -> new CommandLine(new RunCommand()));
        if (arguments.length > 0 && commands.containsKey(arguments[0])) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        CommandLine main = new CommandLine(new Main());
        commands.forEach((name, command) -> main.addSubcommand(name, command.get()));
        main.setCaseInsensitiveEnumValuesAllowed(true);
        main.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        return main;
    }

    /** Adds an option for each setting. Values stay text: the configuration reads them beside those from elsewhere. */
    private static CommandLine withSettings(CommandLine command, List<Setting<?>> settings) {
        CommandSpec spec = command.getCommandSpec();
        for (Setting<?> setting : settings) {
            String standard = setting.standard() == null
                            || setting.isFlag()
                            || setting.standard().isEmpty()
                    ? ""
                    : " Default: " + setting.standard() + ".";
            OptionSpec.Builder option = OptionSpec.builder(setting.option()).description(setting.meaning() + standard);
            if (setting.isFlag()) {
                option.type(String.class).arity("0..1").fallbackValue("true").paramLabel("true|false");
            } else if (setting.isList()) {
                option.type(List.class).auxiliaryTypes(String.class).paramLabel(setting.sample());
            } else {
                option.type(String.class).paramLabel(setting.sample());
            }
            spec.addOption(option.build());
        }
        return command;
    }

    private static int explain(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException wrong) {
            wrong.problems().forEach(problem -> err.println(problem));
            return CommandLine.ExitCode.USAGE;
        }
        String message = failure.getMessage();
        err.println(message == null ? failure.toString() : message);
        return CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"assay " + (version == null ? "(development)" : version)};
        }
    }
}
