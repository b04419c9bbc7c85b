// What other people's packages the app consists of, by name, version, hash and licence: sbom.cdx.json (CycloneDX).

import { spawnSync } from 'node:child_process';
import packageJson from '../../package.json' with { type: 'json' };

interface Bill {
  serialNumber?: string;
  metadata: { timestamp?: string; tools?: object[]; component: { name: string } };
}

/**
 * The bill of materials, from package-lock.json. What differs from build to build is left out: the time, a random
 * number, npm's version and the folder's name.
 *
 * @throws Error when npm can't write it
 */
export function billOfMaterials(): string {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'],
    { encoding: 'utf8', maxBuffer: 64_000_000, shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  const bill = JSON.parse(stdout) as Bill;
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  delete bill.metadata.tools;
  bill.metadata.component.name = packageJson.name;
  return `${JSON.stringify(bill, null, 2)}\n`;
}
