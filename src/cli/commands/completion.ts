import { Argument, type Command } from "commander";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

/** `ledger completion`: a script with everything in it, so that no key press starts the program. */
export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("Prints a script that completes commands, options and their choices.")
    .addArgument(new Argument("<shell>").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  source <(ledger completion bash)                                    # in ~/.bashrc
  source <(ledger completion zsh)                                     # in ~/.zshrc, after compinit
  ledger completion fish > ~/.config/fish/completions/ledger.fish`,
    )
    .action((shell: Shell) => {
      const words = wordsOf(program);
      console.log(shell === "fish" ? fishScript(words) : bashScript(words, shell));
    });
}

/** What may follow each command: `import`, `dead-letters retry`; the empty text is the program itself. */
type Words = ReadonlyMap<string, readonly string[]>;

function wordsOf(command: Command, path = ""): Words {
  const commands = command.commands.flatMap((each) => [each.name(), ...each.aliases()]);
  const options = command.options.flatMap(({ long }) => long ?? []);
  const choices = [
    ...command.options.flatMap(({ argChoices }) => argChoices ?? []),
    ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  ];
  const words = [...commands, ...choices, ...options, "--help"];
  const inner = command.commands.flatMap((each) =>
    [each.name(), ...each.aliases()].flatMap((name) => [...wordsOf(each, `${path} ${name}`.trim())]),
  );
  return new Map([[path, [...new Set(words)]], ...inner]);
}

/** Bash's own; zsh takes it by bashcompinit. Files complete where nothing else does. */
function bashScript(words: Words, shell: "bash" | "zsh"): string {
  const cases = [...words].map(([path, each]) => `    '${path}') words='${each.join(" ")}' ;;`);
  return `${shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_ledger() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${[...words.keys()]
  .filter((path) => path !== "")
  .map((path) => `      '${path}') path='${path}' ;;`)
  .join("\n")}
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ledger ledger`;
}

function fishScript(words: Words): string {
  const lines = [...words].flatMap(([path, each]) => {
    const condition =
      path === "" ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${path.split(" ").at(-1) ?? ""}`;
    return each.map((word) =>
      word.startsWith("--")
        ? `complete -c ledger -n '${condition}' -l ${word.slice(2)}`
        : `complete -c ledger -n '${condition}' -a '${word}'`,
    );
  });
  return lines.join("\n");
}
