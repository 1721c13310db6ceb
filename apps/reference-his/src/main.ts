/** The reference HIS as a program: works one day against a platform, then ends. */
import { DEFECTS } from './defects.ts';
import { workHospital } from './hospital.ts';
import { workPharmacy } from './pharmacy.ts';
import { HELP, readSettings } from './settings.ts';

if (process.argv.includes('--help')) process.stdout.write(HELP);
else if (process.argv.includes('--defects')) process.stdout.write(`${JSON.stringify(DEFECTS)}\n`);
else {
  const settings = readSettings(process.env);
  await (settings.kind === 'pharmacy' ? workPharmacy(settings) : workHospital(settings));
}
