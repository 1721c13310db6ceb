import { EnforcementWatch } from './enforcement.ts';
import { HisLines } from './his-line.ts';
import { People, type Person } from './people.ts';
import { Otherwise, type Sight, type Story } from './story.ts';
import { admittedIn, becauseOf, type Environment, notAdmittedIn, refuses } from './words.ts';

/** Everything that the chapters play with. */
export interface Stage {
  readonly story: Story;
  readonly people: People;
  readonly lines: HisLines;
  readonly enforcement: EnforcementWatch;
  readonly reader: Person;
  /** What the rules say of an institution, as facts of the step. */
  explain(sight: Sight, code: string, environment: Environment, at?: string): Promise<void>;
  /** An act that must be refused: tells code and clause, quotes the words. */
  refusal(sight: Sight, person: Person, path: string, body?: unknown, version?: number): Promise<void>;
}

interface Standing {
  readonly admitted: boolean;
  readonly settlement: boolean;
  readonly reasons: readonly {
    readonly code: string;
    readonly clause: string;
    readonly text: string | null;
    readonly stated: boolean;
    readonly what: { readonly zh: string };
    readonly denies: 'all' | readonly string[];
  }[];
}

export async function openStage(story: Story, urls: { portal: string; gateway: string }, password: string): Promise<Stage> {
  const people = new People(urls.portal, password);
  const reader = await people.as('demo.reader');
  return {
    story,
    people,
    reader,
    lines: new HisLines(urls.gateway),
    enforcement: new EnforcementWatch(reader),
    async explain(sight, code, environment, at) {
      const query = at === undefined ? '' : `?at=${encodeURIComponent(at)}`;
      const { environments } = await reader.get<{ environments: Record<Environment, Standing> }>(`/institutions/${code}/admission${query}`);
      tell(sight, environment, environments[environment]);
    },
    async refusal(sight, person, path, body, version) {
      const problem = await person.refused(path, body, version);
      sight.saw(refuses(problem.code, problem.clause));
      const detail = problem.detail === undefined || problem.detail.zh === problem.title.zh ? '' : `：${problem.detail.zh}`;
      sight.note(`${person.name} 被告知：「${problem.title.zh}${detail}。${problem.mend.zh}」`);
    },
  };
}

function tell(sight: Sight, environment: Environment, standing: Standing | undefined): void {
  if (standing === undefined) throw new Otherwise(`没有 ${environment} 的准入结论`);
  sight.saw(standing.admitted ? admittedIn(environment, standing.settlement) : notAdmittedIn(environment));
  // Their order says nothing.
  for (const reason of standing.reasons.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
    sight.saw(becauseOf(reason.code, reason.clause));
    const text = reason.text === null ? reason.what.zh : `${reason.what.zh}：「${excerpt(reason.text)}」`;
    sight.note(`${reason.clause}${reason.stated ? '' : '（原文未规定，系统缺省）'} ${text}`);
  }
}

/** Enough of a clause to know it by. */
function excerpt(text: string): string {
  const characters = [...text];
  return characters.length <= 60 ? text : `${characters.slice(0, 60).join('')}…`;
}
