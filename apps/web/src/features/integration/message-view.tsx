import { Alert, Card } from 'antd';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Finding, Message, Standing } from './joint-test.ts';
import { isMissing, type Line, linesOf } from './message-lines.ts';
import { Outcome } from './outcome.tsx';

/** 报文检视: request and answer one field a line, each finding on its field with the rule and where the rule is written. */
export function MessageView({ message, standing }: { readonly message: Message; readonly standing: Standing }) {
  const { t, named, said } = useWords();
  const decides = standing.cases.filter((one) => one.messages.includes(message.seq));
  return (
    <div className="column">
      <Card size="small" title={t('message.title', { seq: message.seq, infno: message.infno })} extra={<Outcome of={message} />}>
        <div className="column">
          <span className="faint value">
            {`${shortTime(message.at)} · ${message.msgid} · ${t('message.bytes', { count: message.bytes })}`}
          </span>
          {message.error !== '' && message.signature?.ok !== false && (
            <Alert type="error" showIcon title={`${t('message.refusedWhy')}：${message.error}`} />
          )}
          {message.fault !== null && <Alert type="info" showIcon title={t('message.fault', { fault: named('fault', message.fault) })} />}
          {message.signature?.ok === false && (
            <Alert type="error" showIcon title={`${t('message.unsigned')}：${message.signature.diagnosis}`} />
          )}
          {message.signature?.ok === true && <span className="faint">{t('message.signed')}</span>}
          {decides.length > 0 && (
            <span className="faint">
              {`${t('message.decides')}${decides.map((one) => `${said(one.title)}（${named('casestate', one.state)}）`).join('、')}`}
            </span>
          )}
          <span className="faint">{t('message.masked')}</span>
        </div>
      </Card>
      <Card size="small" title={t('message.request')}>
        <Json lines={linesOf(message.request, message.findings)} label={t('message.request')} />
      </Card>
      <Card size="small" title={t('message.answer')}>
        {Object.keys(message.output).length === 0 ? (
          <span className="faint">{t('message.noAnswer')}</span>
        ) : (
          <Json lines={linesOf(message.output, [])} label={t('message.answer')} />
        )}
      </Card>
    </div>
  );
}

function Json({ lines, label }: { readonly lines: readonly Line[]; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="json" tabIndex={0} aria-label={label}>
      <ol className="json-lines" aria-label={label}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message never changes, and closing brackets have no path
          <li key={index} className={line.findings.length > 0 ? 'json-line json-found' : 'json-line'}>
            <code style={{ paddingInlineStart: `${line.depth * 16}px` }}>{line.text}</code>
            {line.findings.map((one) => (
              <Found key={`${one.path} ${one.rule}`} finding={one} missing={isMissing(one, line)} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Found({ finding, missing }: { readonly finding: Finding; readonly missing: boolean }) {
  const { t, named, said } = useWords();
  return (
    <div className={finding.severity === 'error' ? 'finding finding-error' : 'finding'}>
      <b>{`${finding.severity === 'error' ? '✗' : '△'} ${named('finding', finding.rule)}`}</b> {said(finding.message)}
      {missing && <span className="faint value"> {finding.path}</span>}
      <div className="faint value">{t('message.source', { source: finding.source })}</div>
    </div>
  );
}
