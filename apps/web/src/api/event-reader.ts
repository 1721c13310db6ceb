/** Cuts the text of a stream into the data of its events (WHATWG HTML §9.2.6). A comment, which only keeps the line open, is null. */
export function eventReader(): (chunk: string) => (string | null)[] {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop()!;
    return blocks.map((block) => {
      const lines = block.split('\n').filter((line) => line.startsWith('data:'));
      return lines.length === 0 ? null : lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n');
    });
  };
}
