import { Checkbox, Select, Table } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Page } from '../../parts/page.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { PROFILE_CODES } from './profile-codes.ts';
import { flattened, type RuleRow, rowsOf } from './rule-rows.ts';
import { ruleWords, valueWords } from './rule-words.ts';

const DEFAULT = '640000,140500,130200';

interface ProfileAnswer {
  readonly generation: number;
  readonly profile: Record<string, unknown>;
}

/** 规则对照: the profiles in force beside each other; where they part is what a place has of its own. */
export default function ProfilesPage() {
  const { t, said, named } = useWords();
  const divisionName = useDivisionName();
  const [at, set] = useUrlState();
  const codes = (at('codes') || DEFAULT).split(',').filter((code) => /^\d{6}$/.test(code));
  const onlyDifferent = at('all') !== 'yes';
  const section = at('section');
  const answers = [useProfile(codes[0]), useProfile(codes[1]), useProfile(codes[2]), useProfile(codes[3])].slice(0, codes.length);
  const complete = answers.every((one) => one.data !== undefined);
  const reading = {
    data: complete ? answers.map((one) => one.data!) : undefined,
    error: answers.find((one) => one.error !== null)?.error ?? null,
    isPending: !complete,
    refetch: () => answers.map((one) => one.refetch()),
  };
  return (
    <Page title={t('profiles.title')}>
      <div className="filters">
        <Select
          mode="multiple"
          aria-label={t('profiles.choose')}
          value={codes}
          style={{ width: 'min(420px, 100%)' }}
          maxCount={PROFILE_CODES.length}
          onChange={(value: string[]) => set('codes', value.join(','))}
          options={PROFILE_CODES.map((code) => ({ value: code, label: divisionName(code) }))}
        />
        <Checkbox checked={onlyDifferent} onChange={(event) => set('all', event.target.checked ? '' : 'yes')}>
          {t('profiles.onlyDifferent')}
        </Checkbox>
      </div>
      <Loaded of={reading} rows={12}>
        {(found) => {
          const rows = rowsOf(found.map(({ profile }) => flattened(profile, said, t('reason.unstated'))));
          const sections = [...new Set(rows.map((row) => row.path.split('.')[0]!))];
          const shown = rows.filter(
            (row) => (!onlyDifferent || row.differs || codes.length === 1) && (section === '' || row.path.startsWith(`${section}.`)),
          );
          return (
            <>
              <Select
                aria-label={t('profiles.section')}
                value={section}
                style={{ width: 220 }}
                onChange={(value) => set('section', value)}
                options={[
                  { value: '', label: `${t('profiles.section')}：${t('common.all')}` },
                  ...sections.map((one) => ({ value: one, label: ruleWords(one, named) })),
                ]}
              />
              <div className="table-card">
                <Table<RuleRow>
                  size="small"
                  rowKey="path"
                  dataSource={shown}
                  pagination={{ pageSize: 100, showSizeChanger: false, hideOnSinglePage: true }}
                  scroll={{ x: 240 + codes.length * 260 }}
                  aria-label={t('profiles.caption')}
                  columns={[
                    {
                      title: t('profiles.path'),
                      dataIndex: 'path',
                      width: 240,
                      render: (path: string) => <span className="value">{ruleWords(path, named)}</span>,
                    },
                    ...codes.map((code, i) => ({
                      title: divisionName(code),
                      key: code,
                      onCell: (row: RuleRow) => ({ className: row.differs ? 'different' : '' }),
                      render: (_: unknown, row: RuleRow) => (
                        <span className="value">
                          {row.values[i] === undefined ? t('profiles.absent') : valueWords(row.values[i], named)}
                        </span>
                      ),
                    })),
                  ]}
                />
              </div>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const useProfile = (code: string | undefined) => useRead<ProfileAnswer>(code === undefined ? null : `/regulations/profiles/${code}`);
