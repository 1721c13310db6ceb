import type { TestEvent } from 'node:test/reporters';

/** A reporter: the titles of the tests that failed, one JSON string a line. */
export default async function* failedTitles(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'test:fail') yield `${JSON.stringify(event.data.name)}\n`;
}
