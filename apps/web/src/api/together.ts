interface Waiting<Value> {
  readonly answer: Promise<Value | undefined>;
  readonly give: (value: Value | undefined) => void;
  readonly fail: (error: unknown) => void;
}

function waiting<Value>(): Waiting<Value> {
  const made: { give?: (value: Value | undefined) => void; fail?: (error: unknown) => void } = {};
  const answer = new Promise<Value | undefined>((give, fail) => Object.assign(made, { give, fail }));
  return { answer, give: made.give!, fail: made.fail! };
}

/**
 * Gathers what is asked for in one turn into as few requests as pages hold: each key once, at most `page` of them in one.
 *
 * @param load the values by key; a key that is left out has no value
 */
export function together<Key, Value>(
  page: number,
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let asked = new Map<Key, Waiting<Value>>();
  const send = async (of: readonly (readonly [Key, Waiting<Value>])[]) => {
    try {
      const found = await load(of.map(([key]) => key));
      for (const [key, one] of of) one.give(found.get(key));
    } catch (error) {
      for (const [, one] of of) one.fail(error);
    }
  };
  const sendAll = () => {
    const all = [...asked];
    asked = new Map();
    for (let at = 0; at < all.length; at += page) void send(all.slice(at, at + page));
  };
  return (key) => {
    if (asked.size === 0) setTimeout(sendAll);
    const one = asked.get(key) ?? waiting<Value>();
    asked.set(key, one);
    return one.answer;
  };
}
