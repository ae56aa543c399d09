import { Argument, type Command } from "commander";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

/** `ledger completion`: a script that knows all commands, so that completing does not start the program. */
export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("Prints a shell script that completes commands, options and their values.")
    .addArgument(new Argument("<shell>").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  source <(ledger completion bash)   # in ~/.bashrc
  source <(ledger completion zsh)    # in ~/.zshrc, after compinit
  ledger completion fish > ~/.config/fish/completions/ledger.fish`,
    )
    .action((shell: Shell) => {
      const places = placesOf(program);
      console.log(shell === "fish" ? fishScript(places) : bashScript(places, shell));
    });
}

interface CompletedOption {
  /** e.g. `--role` */
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** What may be typed after a command. */
interface Place {
  /** `import`, `dead-letters retry`; empty for the program itself */
  readonly path: string;
  /** Commands, and the choices of arguments. */
  readonly words: readonly string[];
  readonly options: readonly CompletedOption[];
}

function placesOf(command: Command, path = ""): readonly Place[] {
  const namesOf = (each: Command): readonly string[] => [each.name(), ...each.aliases()];
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const options = command.options.flatMap(({ long, description, required, argChoices }) =>
    long ? [{ name: long, description, takesValue: required, choices: argChoices ?? [] }] : [],
  );
  const inner = command.commands.flatMap((each) =>
    namesOf(each).flatMap((name) => placesOf(each, `${path} ${name}`.trim())),
  );
  return [
    { path, words: [...command.commands.flatMap(namesOf), ...choices], options: [...options, help] },
    ...inner,
  ];
}

const help: CompletedOption = { name: "--help", description: "print help", takesValue: false, choices: [] };

/** Bash's own completion; zsh runs it by bashcompinit. Files complete where nothing else does. No `path`: in zsh that is the list of PATH. */
function bashScript(places: readonly Place[], shell: "bash" | "zsh"): string {
  const paths = places
    .filter(({ path }) => path !== "")
    .map(({ path }) => `      '${path}') place='${path}' ;;`);
  const values = places.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `    '${path} ${name}') words='${choices.join(" ")}' ;;`),
  );
  const words = places.map(
    (place) =>
      `      '${place.path}') words='${[...place.words, ...place.options.map(({ name }) => name)].join(" ")}' ;;`,
  );
  return `${shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_ledger() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place='' word words
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "\${place:+$place }$word" in
${paths.join("\n")}
    esac
  done
  case "$place $previous" in
${values.join("\n")}
    *) case "$place" in
${words.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ledger ledger`;
}

function fishScript(places: readonly Place[]): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  return places
    .flatMap(({ path, words, options }) => {
      const condition =
        path === "" ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${path.split(" ").at(-1) ?? ""}`;
      const line = `complete -c ledger -n '${condition}'`;
      return [
        ...words.map((word) => `${line} -f -a '${word}'`),
        ...options.map(({ name, description, takesValue, choices }) => {
          const value = choices.length > 0 ? ` -x -a '${choices.join(" ")}'` : takesValue ? " -r" : "";
          return `${line} -l ${name.slice(2)}${value} -d ${quoted(description)}`;
        }),
      ];
    })
    .join("\n");
}
