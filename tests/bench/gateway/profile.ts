import type { RunningWorld } from './bench-world.js';
import { INSPECTED, Inspector } from './inspector.js';
import { areaShares, percent, topFunctions } from './profile-areas.js';
import { QUESTIONS, type QuestionName } from './questions.js';
import { RunningVariant } from './running-variant.js';
import { startOf } from './variants.js';

export interface ProfileOptions {
  world: RunningWorld;
  questions: readonly QuestionName[];
  concurrency: number;
  /** Of each question, while it is profiled; a third of them before. */
  requests: Readonly<Record<QuestionName, number>>;
}

/** Prints where our gateway's CPU goes, question by question: by area, and the functions that take most themselves. */
export async function profileOurs({ world, questions, concurrency, requests }: ProfileOptions): Promise<void> {
  const start = startOf('ours', world);
  const ours = await RunningVariant.start({
    start: { ...start, args: [INSPECTED, ...start.args] },
    headers: { authorization: world.identity.authorization },
    ...{ concurrency, exact: true },
  });
  const inspector = await Inspector.connect(start.log ?? '');
  try {
    for (const name of questions) {
      const question = QUESTIONS[name];
      await ours.verify(question, world.answers.get(question) ?? []);
      await ours.round(question, { requests: Math.ceil(requests[name] / 3) });
      const { profile, result } = await inspector.profile(() => ours.round(question, { requests: requests[name] }));
      process.stdout.write(`\n${name}: ${result.cpu.toFixed(3)} ms of CPU a request, profiled\n`);
      for (const [area, share] of areaShares(profile)) process.stdout.write(`${percent(share)}  ${area}\n`);
      for (const { share, name: top } of topFunctions(profile)) process.stdout.write(`  ${percent(share)}  ${top}\n`);
    }
  } finally {
    inspector.close();
    await ours.stop();
  }
}
