import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Institution } from '../../api/views.ts';
import { dateOf } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Endpoint } from './application.ts';

const KINDS = ['new-designation', 'system-change'];
const DEPLOYMENTS = ['standalone', 'cloud'];

/** 附件二 as it prints: every field and every place for a seal, in the order and with the words of the form. */
export function PrintedForm({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t, said } = useWords();
  const institution = useRead<Institution>(may(person, 'getInstitutionsCode') ? `/institutions/${application.institution}` : null);
  const code = application.institution;
  const name = institution.data === undefined ? code : `${institution.data.name}（${code}）`;
  const { form, system } = application;
  const opinion = (code: string) => application.opinions.find((one) => one.code === code && one.inForce);
  return (
    <article className="printed" aria-label={t('form2.title')}>
      <h2>{t('form2.title')}</h2>
      <div className="printed-number">{application.number}</div>
      <table>
        <caption className="hidden">{t('form2.title')}</caption>
        <tbody>
          <Head words={t('form2.part1')} />
          <Row label={t('form2.name')} value={name} seal />
          <Row label={t('form2.address')} value={form.institution?.address} />
          <Pair
            one={[t('application.contactName'), form.institution?.contactName]}
            two={[t('application.contactPhone'), form.institution?.contactPhone]}
          />
          <Row
            label={t('form2.kind')}
            value={<Boxes vocabulary="application.kind" codes={kindsWith(application.kind)} ticked={application.kind} />}
          />
          <Head words={t('form2.part2')} />
          <Row label={t('form2.systemName')} value={system?.name} />
          <Row label={t('form2.vendorName')} value={system?.vendor} />
          <Row
            label={t('form2.deployment')}
            value={<Boxes vocabulary="application.deployment" codes={DEPLOYMENTS} ticked={form.system?.deployment ?? null} />}
          />
          <Pair
            one={[t('application.contactName'), form.system?.contactName]}
            two={[t('application.contactPhone'), form.system?.contactPhone]}
          />
          <Row label={t('form2.test')} value={endpoint(form.system?.test)} />
          <Row label={t('form2.production')} value={endpoint(form.system?.production)} />
          <Row
            label={t('form2.conditions')}
            value={
              <ol>
                {application.conditions.map((one) => (
                  <li key={one.code}>{`${one.vouchedAt === null ? '☐' : '☑'} ${said(one.title)}`}</li>
                ))}
              </ol>
            }
          />
          <Row label={t('form2.promise')} value={promisedOn(application)} seal />
          <Head words={t('form2.part3')} />
          <Pair one={[t('application.contactName'), undefined]} two={[t('application.contactPhone'), undefined]} />
          <Row label={t('form2.localOpinion')} value={opinion('local')?.opinion} seal />
          <Head words={t('form2.part4')} />
          <Row label={t('form2.networkOpinion')} value={opinion('network-security')?.opinion} />
          <Row label={t('form2.systemOpinion')} value={opinion('system-self-check')?.opinion} />
          <Row label={t('form2.admissionOpinion')} value={opinion('admission')?.opinion} seal />
          <Head words={t('form2.part5')} />
          <Row label={t('form2.partnerName')} value={undefined} />
          <Pair one={[t('application.contactName'), undefined]} two={[t('application.contactPhone'), undefined]} />
          <Row label={t('form2.partnerTest')} value={undefined} />
          <Row label={t('form2.partnerProduction')} value={undefined} />
        </tbody>
      </table>
    </article>
  );
}

/** The form has two boxes; a territory with kinds of its own shows them beside. */
const kindsWith = (kind: string) => (KINDS.includes(kind) ? KINDS : [...KINDS, kind]);
const endpoint = (one: Endpoint | undefined) => (one === undefined ? undefined : `${one.address}:${one.port}`);

function promisedOn({ conditions }: Application): string | undefined {
  const times = conditions.map((one) => one.vouchedAt);
  return times.length > 0 && times.every((at) => at !== null) ? dateOf([...times].sort().at(-1)!) : undefined;
}

function Head({ words }: { readonly words: string }) {
  return (
    <tr>
      <th colSpan={4} className="printed-head" scope="colgroup">
        {words}
      </th>
    </tr>
  );
}

function Row({ label, value, seal = false }: { readonly label: string; readonly value: React.ReactNode; readonly seal?: boolean }) {
  const { t } = useWords();
  return (
    <tr>
      <th scope="row">{label}</th>
      <td colSpan={3}>
        {value}
        {seal && <span className="seal-place">{t('form2.seal')}</span>}
      </td>
    </tr>
  );
}

type Labelled = readonly [label: string, value: string | undefined];

function Pair({ one, two }: { readonly one: Labelled; readonly two: Labelled }) {
  return (
    <tr>
      <th scope="row">{one[0]}</th>
      <td>{one[1]}</td>
      <th scope="row">{two[0]}</th>
      <td>{two[1]}</td>
    </tr>
  );
}

function Boxes({
  vocabulary,
  codes,
  ticked,
}: {
  readonly vocabulary: string;
  readonly codes: readonly string[];
  readonly ticked: string | null;
}) {
  const { named } = useWords();
  return codes.map((code) => (
    <span key={code} className="printed-box">
      {`${code === ticked ? '☑' : '☐'} ${named(vocabulary, code)}`}
    </span>
  ));
}
