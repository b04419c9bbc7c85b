// A base model from a hub: at a click, going on after cuts and reloads, and nothing half-installed; and who may ask the hub.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { downloadHeaders, securityHeaders } from '../../src/security/headers';
import { firstLines, Hone } from '../support/hone';
import { TinyHub } from '../support/hubServer';
import { listenElsewhere, tryToLeak } from '../support/leaks';
import { servePlainly } from '../support/staticServer';
import { tinyModel } from '../support/tinyModels';

const name = 'distilbert/distilbert-base-uncased';
const id = 'distilbert-base-uncased';
const weights = 'model.safetensors';
const baseModel = (page: Page) => page.getByRole('combobox', { name: 'Base model' });

async function chooseModel(page: Page): Promise<void> {
  await baseModel(page).selectOption(id);
}

async function openKept(page: Page): Promise<void> {
  const kept = page.getByRole('list', { name: 'My data sets' });
  await kept.getByRole('button', { name: /^Open/ }).click();
}

/** Flips a bit of the model's weights where they lie. */
function flipBit(page: Page): Promise<void> {
  return page.evaluate(
    async ([folder, file]) => {
      const root = await navigator.storage.getDirectory();
      const own = await (await root.getDirectoryHandle('models')).getDirectoryHandle(folder);
      const handle = await own.getFileHandle(file);
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      bytes[5000] = (bytes[5000] ?? 0) ^ 1;
      const writable = await handle.createWritable();
      await writable.write(bytes);
      await writable.close();
    },
    [id, weights] as const,
  );
}

async function setSource(page: Page, address: string): Promise<void> {
  await page.getByText('Where it comes from').click();
  await page.getByLabel('Download from').fill(address);
  await page.getByLabel('Download from').blur();
}

test('cut, reloaded, resumed by byte range, checked, trained on offline, removed', async ({ page, context }) => {
  const hub = new TinyHub(name, tinyModel('distilbert'));
  const { url, server } = await servePlainly('dist', { hub });
  try {
    const hone = new Hone(page);
    await hone.open(url);
    await hone.keptForOffline();
    await hone.choose('sms.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 120));
    await hone.ready();
    await chooseModel(page);
    await setSource(page, '/hub');
    await expect(page.getByText('Download the base model first.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    // The rows are looked through all the same, by the tokens of the model that is here.
    await expect(page.getByText(/worth a look|Nothing stands out/)).toBeVisible({
      timeout: 60_000,
    });
    await expect(hone.alert).toHaveText('');
    // Nothing is asked before the click.
    expect(hub.asked).toEqual([]);

    // The connection breaks off, and later stands still until the page is loaded anew.
    hub.cuts.set(weights, { after: 100_000 });
    await page.getByRole('button', { name: 'Compare the base models' }).click();
    const models = page.getByRole('list', { name: 'Base models' }).getByRole('listitem');
    await expect(models.filter({ hasText: 'of memory here' })).toHaveCount(24);
    // Those that come with the app are measured on the rows; of the others it is said what others found.
    await expect(models.filter({ hasText: 'bge-small' })).toContainText('published: 74.1 % (MTEB classification)');
    const table = page.getByRole('table', { name: 'Base models on your rows' });
    await expect(table.getByRole('rowheader')).toHaveText([/e5-small-v2|MiniLM/, /e5-small-v2|MiniLM/], {
      timeout: 120_000,
    });
    await expect(table.getByRole('cell', { name: /^\d+\.\d % ± \d+\.\d$/ })).toHaveCount(2);
    await expect(page.getByText(/^Recommended: .* on \d+ rows of yours/)).toBeVisible();
    // The user's own choice stays.
    await expect(baseModel(page)).toHaveValue(id);
    await models.getByRole('button', { name: id }).click();
    const get = page.getByRole('button', { name: /^Get this model/ });
    await get.click();
    await expect.poll(() => hub.asked.filter((line) => line.startsWith(weights)).length).toBe(1);
    hub.cuts.set(weights, { after: 150_000, stall: true });
    await expect.poll(() => hub.asked).toContain(`${weights} bytes=100000-`);
    await expect(page.getByRole('progressbar', { name: 'Downloading model' })).toBeVisible();
    await expect(page.getByText(/2\d\d kB of 5\d\d kB/)).toBeVisible();
    await page.reload();

    await chooseModel(page);
    // Rows can be opened meanwhile; nothing is measured with a model that is not here.
    await openKept(page);
    await hone.ready();
    await expect(hone.alert).toHaveText('');
    await page.getByRole('button', { name: 'Continue the download' }).click();
    await expect.poll(() => hub.asked.at(-1)).toBe(`${weights} bytes=250000-`);
    const kept = page.getByRole('list', { name: 'My base models' });
    await expect(kept).toContainText(id);
    await expect(kept).toContainText('kB');

    server.closeAllConnections();
    await context.setOffline(true);
    await page.reload();
    await openKept(page);
    await hone.ready();
    await chooseModel(page);
    await hone.depth('Head');
    await hone.set('Epochs', 1);
    await hone.train();
    await expect(hone.results).toContainText(id);
    await kept.getByRole('button', { name: `Delete ${id}` }).click();
    await kept.getByRole('button', { name: 'Delete for good' }).click();
    await expect(kept).toBeHidden();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('another file, no file, no hub, no model of use: said, and nothing is installed', async ({ page }) => {
  const witness = await listenElsewhere();
  const files = tinyModel('distilbert');
  const hub = new TinyHub(name, files);
  const { url, server } = await servePlainly('dist', { hub });
  try {
    const hone = new Hone(page);
    await hone.open(url);
    await chooseModel(page);
    const tryAndHear = async (message: RegExp) => {
      await page.getByRole('button', { name: /^(Get this model|Continue the download)/ }).click();
      await expect(hone.alert).toHaveText(message, { timeout: 30_000 });
      await expect(page.getByRole('list', { name: 'My base models' })).toBeHidden();
    };
    await setSource(page, '/elsewhere');
    await tryAndHear(/not at .*\/elsewhere.*answer 404.*SHA256SUMS/);
    await page.getByLabel('Download from').fill('https://mirror.example');
    await page.getByLabel('Download from').blur();
    await tryAndHear(/may reach huggingface\.co and its own host only/);
    await page.getByLabel('Download from').fill('/hub');
    await page.getByLabel('Download from').blur();

    hub.missing.add(weights);
    await tryAndHear(/model\.safetensors did not arrive from .*answer 404/);
    hub.missing.clear();

    // The right length, other bytes; then a page in the file's place.
    const right = files.get(weights) ?? Buffer.alloc(0);
    hub.replaced.set(weights, Buffer.alloc(right.length, 1));
    await tryAndHear(/not that file: its SHA-256 is another/);
    hub.replaced.set(weights, Buffer.from('<!doctype html><title>Sign in</title>'.repeat(40_000)));
    await tryAndHear(/not that file: it is longer/);
    hub.replaced.clear();

    // A source that sends on to a stranger: the thread’s own policy lets it go nowhere.
    hub.redirects.set(weights, `${witness.origin}/redirected`);
    await tryAndHear(/no connection/);
    expect([...witness.heard]).toEqual([]);
    hub.redirects.clear();

    await page.getByRole('button', { name: /^Continue the download/ }).click();
    const kept = page.getByRole('list', { name: 'My base models' });
    await expect(kept).toContainText(id);
    await expect(hone.alert).toHaveText('');

    // Damaged on this computer, it is used no more, and comes anew at a click.
    await flipBit(page);
    await page.reload();
    await chooseModel(page);
    await hone.choose('sms.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 60));
    await expect(hone.alert).toContainText('is damaged on this computer (model.safetensors)', { timeout: 60_000 });
    await kept.getByRole('button', { name: `Download ${id} again` }).click();
    await expect(page.getByText(/about (\d|under)/).first()).toBeVisible({ timeout: 60_000 });
    await expect(hone.alert).toHaveText('');

    // A folder of one's own, no hub: checked against its SHA256SUMS, and here.
    await kept.getByRole('button', { name: `Delete ${id}` }).click();
    await kept.getByRole('button', { name: 'Delete for good' }).click();
    await expect(baseModel(page)).toHaveValue('e5-small-v2');
    hub.isFolder = true;
    hub.replaced.set(weights, Buffer.alloc(right.length, 1));
    await chooseModel(page);
    await tryAndHear(/not that file: its SHA-256 is another/);
    hub.replaced.clear();
    await page.getByRole('button', { name: /^(Get this model|Continue the download)/ }).click();
    await expect(kept).toContainText(id);
    await expect(hone.alert).toHaveText('');
  } finally {
    server.closeAllConnections();
    server.close();
    witness.close();
  }
});

/** The built app with another hub in the place of huggingface.co: nothing but this machine can be reached here. */
function appWithHub(folder: string, origin: string): string {
  cpSync('dist', folder, { recursive: true });
  const scripts = readdirSync(join(folder, 'assets')).map((name) => join('assets', name));
  for (const script of [...scripts, 'service-worker.js'].filter((name) => name.endsWith('.js'))) {
    const path = join(folder, script);
    const code = readFileSync(path, 'utf8');
    writeFileSync(path, code.replaceAll('https://huggingface.co', origin));
  }
  return folder;
}

test('only the thread that downloads reaches the hub, over real connections', async ({ page }, info) => {
  const hub = new TinyHub(name, tinyModel('distilbert'));
  const heard: IncomingHttpHeaders[] = [];
  const paths: string[] = [];
  const elsewhere = createServer((request, response) => {
    paths.push(request.url ?? '');
    heard.push(request.headers);
    response.setHeader('Access-Control-Allow-Origin', '*');
    hub.respond(request.url ?? '', request, response);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const address = elsewhere.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { url, server } = await servePlainly(appWithHub(info.outputPath('app'), origin));
  try {
    const hone = new Hone(page);
    await hone.open(url);
    await hone.keptForOffline();
    await chooseModel(page);
    expect(paths).toEqual([]);
    await page.getByRole('button', { name: /^Get this model/ }).click();
    await expect(page.getByRole('list', { name: 'My base models' })).toContainText(id);
    expect(hub.asked).toContain(`${weights} whole`);
    for (const headers of heard) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    }
    // The page itself can't, by any way.
    paths.length = 0;
    await tryToLeak(page, origin);
    expect(paths).toEqual([]);
  } finally {
    for (const one of [server, elsewhere]) {
      one.closeAllConnections();
      one.close();
    }
  }
});

test('one script has the wider policy, and it opens nothing but the hub', async ({ request }) => {
  const scripts = readdirSync('dist/assets').filter((file) => file.includes('worker'));
  for (const script of scripts) {
    const headers = (await request.get(`/assets/${script}`)).headers();
    const wanted = script.startsWith('download.worker') ? downloadHeaders : securityHeaders;
    const policy = headers['content-security-policy'];
    expect(policy, script).toBe(wanted['Content-Security-Policy']);
    expect(headers['connection-allowlist'], script).toBe(wanted['Connection-Allowlist']);
  }
  expect(scripts.filter((script) => script.startsWith('download.worker'))).toHaveLength(1);
  expect(downloadHeaders['Content-Security-Policy']).toContain(
    "connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co;",
  );
});
