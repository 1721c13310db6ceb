import { maskName, maskPhone } from '../../ground/masking.ts';
import type { Tx } from '../../ground/transaction.ts';
import { contactsOf } from '../institutions/index.ts';
import type { Asked, List } from '../lists/index.ts';
import { countFound, findInstitutions, registryFilter } from './find-institutions.ts';

const filter = registryFilter.omit({ sort: true });
type Filter = Parameters<typeof findInstitutions>[1];
const ORDERS: Readonly<Record<string, Filter['sort']>> = { code: 'code', name: 'name', '-registeredAt': 'newest' };

/** The registry as a list: its search is a function of the database, since row security lets no index help with a part of a name. */
export const institutionList: List = {
  name: 'institutions',
  title: { zh: '定点医药机构', en: 'institutions' },
  columns: {
    code: { title: { zh: '机构编码', en: 'code' }, grade: '公开' },
    kind: { title: { zh: '机构类别', en: 'kind' }, grade: '公开', words: { hospital: '医疗机构', pharmacy: '零售药店' } },
    name: { title: { zh: '机构名称', en: 'name' }, grade: '公开' },
    tier: { title: { zh: '等级', en: 'tier' }, grade: '公开' },
    address: { title: { zh: '地址', en: 'address' }, grade: '公开' },
    contactName: { title: { zh: '联系人', en: 'contact' }, grade: '个人', mask: maskName },
    contactPhone: { title: { zh: '联系电话', en: 'phone' }, grade: '个人', mask: maskPhone },
    legalRepresentative: { title: { zh: '法定代表人', en: 'legal representative' }, grade: '个人', mask: maskName },
    div: { title: { zh: '属地', en: 'territory' }, grade: '公开' },
    registeredAt: { title: { zh: '登记时间', en: 'registered at' }, grade: '内部' },
  },
  filter,
  sorts: ['code', 'name', '-registeredAt'],
  async page(tx, asked, after, limit) {
    const found = await findInstitutions(tx, registryOf(asked), { after: after ?? undefined, limit });
    const contacts = await contactsOf(
      tx,
      found.map((row) => row.id),
    );
    return {
      rows: found.map(({ id, version: _, prov: __, city: ___, ...row }) => ({ ...row, ...contacts(id) })),
      next: found.length === limit ? found.at(-1)!.code : null,
    };
  },
  count: (tx: Tx, asked: Asked, most: number) => countFound(tx, registryOf(asked), most),
};

function registryOf({ sort, ...asked }: Asked): Filter {
  return { ...(asked as Omit<Filter, 'sort'>), sort: ORDERS[sort ?? 'code'] ?? 'code' };
}
