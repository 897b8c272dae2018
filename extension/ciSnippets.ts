/** How a pipeline runs the linter; exit code 1 stops it. No VS Code here. */

export interface CiSnippet {
  readonly id: "githubActions" | "preCommit";
  readonly label: string;
  readonly detail: string;
  /** Where it belongs. */
  readonly file: string;
  readonly text: string;
}

export const CI_SNIPPETS: readonly CiSnippet[] = [
  {
    id: "githubActions",
    label: "GitHub Actions",
    detail: "findings stand at the lines of a pull request",
    file: ".github/workflows/lanekeeper.yml",
    text: `name: lanekeeper
on: [push, pull_request]
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      # The command line of Lanekeeper: dist/lanekeeper.mjs of a release, kept beside your configs.
      - run: node tools/lanekeeper.mjs lint --format github --fail-on error .
`,
  },
  {
    id: "preCommit",
    label: "pre-commit",
    detail: "a commit that could merge two lanes is refused",
    file: ".pre-commit-config.yaml",
    text: `repos:
  - repo: local
    hooks:
      - id: lanekeeper
        name: lanekeeper lint
        # All files of the fleet count, whichever of them changed.
        entry: node tools/lanekeeper.mjs lint --fail-on error .
        language: system
        files: \\.(hcl|json|ya?ml|service)$
        pass_filenames: false
`,
  },
];

export function ciSnippet(id: string): CiSnippet | undefined {
  return CI_SNIPPETS.find((snippet) => snippet.id === id);
}
