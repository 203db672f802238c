import type { OwnQuestion } from '../../../gateway/graph/own-question.js';
import {
  AskedLabel,
  followedBy,
  hasMassivoLabel,
  watchedLabel,
  type SeenTransition,
} from '../../../gateway/supergraph/massivo-label.js';

const WITH_LABEL = 'f: Int @join__field(graph: A, override: "b", overrideLabel: "massivo-dismissed")';
const WITHOUT = 'f: Int @join__field(graph: A, override: "b", overrideLabel: "percent(5)")';

describe('R-20 the label of a process that watches the flag', () => {
  it('is active while massivo is CLOSED everywhere', () => {
    let seen: SeenTransition = { state: 'DRAINING' };
    const label = watchedLabel(() => seen);
    expect(label.isActive()).toBe(false);
    seen = { state: 'CLOSED' };
    expect(label.isActive()).toBe(true);
    seen = { state: 'OPEN' };
    expect(label.isActive()).toBe(false);
  });

  it('R-27 stays as it was while the flag cannot be read, and is not active before it has been', () => {
    let seen: SeenTransition = null;
    const label = watchedLabel(() => seen);
    expect(label.isActive()).toBe(false);
    seen = { state: 'CLOSED' };
    expect(label.isActive()).toBe(true);
    seen = null;
    expect(label.isActive()).toBe(true);
  });
});

describe('R-20 the label of a gateway without the database', () => {
  /** A graph that answers as it is told, as soon as it is asked. */
  class Graph {
    answer: boolean | Error = false;
    asked = 0;
    atOnce = 0;
    mostAtOnce = 0;
    readonly ask = (async (query: string) => {
      expect(query).toBe('{ massivoDismissed }');
      this.asked += 1;
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.atOnce -= 1;
      if (this.answer instanceof Error) throw this.answer;
      return { massivoDismissed: this.answer };
    }) as OwnQuestion;

    /** Until it has been asked twice more: the second time, what was set before has been heard. */
    async heard(): Promise<void> {
      for (const wanted = this.asked + 2; this.asked < wanted;) await new Promise((go) => setTimeout(go, 1));
    }
  }

  it('is known once it has started, asked for again after each answer, and never twice at a time', async () => {
    const graph = new Graph();
    const label = new AskedLabel({ pauseMs: 1 });
    expect(label.isActive()).toBe(false);
    graph.answer = true;
    await label.follow(WITH_LABEL, graph.ask);
    expect(label.isActive()).toBe(true);
    graph.answer = false;
    await graph.heard();
    expect(label.isActive()).toBe(false);
    await label.stop();
    const { asked } = graph;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([graph.asked, graph.mostAtOnce]).toEqual([asked, 1]);
  });

  it('stays as it was while the graph does not answer, and says so once', async () => {
    const graph = new Graph();
    const told: unknown[] = [];
    const label = new AskedLabel({ pauseMs: 1, onUnknown: (error) => told.push(error) });
    graph.answer = new Error('before it was known');
    await label.follow(WITH_LABEL, graph.ask);
    expect(label.isActive()).toBe(false);
    graph.answer = true;
    await graph.heard();
    graph.answer = new Error('afterwards');
    await graph.heard();
    await graph.heard();
    expect(label.isActive()).toBe(true);
    expect(told.map(String)).toEqual(['Error: before it was known', 'Error: afterwards']);
    await label.stop();
  });

  it('is asked for while the supergraph that is served has it, by one at a time however often that changes', async () => {
    const graph = new Graph();
    const label = new AskedLabel({ pauseMs: 1 });
    graph.answer = true;
    await label.follow(WITHOUT, graph.ask);
    expect([label.isAsked, label.isActive(), graph.asked]).toEqual([false, false, 0]);

    await label.follow(WITH_LABEL, graph.ask);
    expect([label.isAsked, label.isActive()]).toEqual([true, true]);
    await label.follow(`# another\n${WITH_LABEL}`, graph.ask);
    await graph.heard();
    // While a question is under way.
    while (graph.atOnce === 0) await new Promise((go) => setTimeout(go, 1));
    void label.follow(WITHOUT, graph.ask);
    await label.follow(WITH_LABEL, graph.ask);
    graph.answer = false;
    await graph.heard();
    expect([label.isActive(), graph.mostAtOnce]).toEqual([false, 1]);

    await label.follow(WITHOUT, graph.ask);
    const { asked } = graph;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([label.isAsked, graph.asked]).toEqual([false, asked]);
    await label.stop();
  });

  it('is not asked for of a supergraph that was refused', async () => {
    const graph = new Graph();
    const label = new AskedLabel({ pauseMs: 1 });
    const replaceSupergraph = () => Promise.reject(new Error('not good'));
    const gateway = followedBy(label, { replaceSupergraph, ask: graph.ask });
    await expect(gateway.replaceSupergraph(WITH_LABEL)).rejects.toThrow('not good');
    expect([label.isAsked, graph.asked]).toEqual([false, 0]);
  });
});

describe('a supergraph', () => {
  it('is asked about massivo only when it has the label', () => {
    expect([WITH_LABEL, WITHOUT].map(hasMassivoLabel)).toEqual([true, false]);
  });
});
