/** `npm run lint:score DIR`: precision and recall over a folder of scenarios; ends with 1 unless both are 1. */
import { ratio, scenariosIn, scoreScenario, type Score } from "./scenario.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: npm run lint:score DIR");
  process.exit(2);
}

const scores: Score[] = [];
for (const scenario of scenariosIn(folder)) scores.push(await scoreScenario(scenario));

for (const { name, expected, found, misses, falseAlarms } of scores) {
  console.log(
    `${misses.length + falseAlarms.length === 0 ? "good" : "BAD "} ${name}: ${found} of ${expected} found`,
  );
  for (const miss of misses) console.log(`       missed       ${miss}`);
  for (const alarm of falseAlarms) console.log(`       false alarm  ${alarm}`);
}

const sum = (count: (score: Score) => number): number =>
  scores.reduce((total, score) => total + count(score), 0);
const recall = ratio(
  sum(({ found }) => found),
  sum(({ expected }) => expected),
);
const precision = ratio(
  sum(({ wanted }) => wanted),
  sum(({ reported }) => reported),
);
console.log(`\n${scores.length} scenarios · recall ${recall.toFixed(4)} · precision ${precision.toFixed(4)}`);
process.exitCode = scores.length > 0 && recall === 1 && precision === 1 ? 0 : 1;
