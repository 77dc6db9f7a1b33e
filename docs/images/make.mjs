// Makes the pictures of the dashboard beside it, from the sample's simulated traffic:
//
//   dotnet build samples/AspNetCoreHost
//   npm install --no-save playwright-core
//   node docs/images/make.mjs
//
// It takes Chromium, pngquant, and the fonts Inter and JetBrains Mono (on Debian: apt-get install chromium pngquant fonts-inter
// fonts-jetbrains-mono). With an address, such as http://127.0.0.1:5000, it looks at a sample that runs already.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = dirname(fileURLToPath(import.meta.url));
const repository = join(folder, '..', '..');
const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
const own = 'http://127.0.0.1:5398';

/** Starts the sample, and waits until it answers. */
async function startSample() {
  const data = mkdtempSync(join(tmpdir(), 'zeropath-pictures-'));
  const sample = spawn('dotnet', [
    'run', '--no-build', '--project', join(repository, 'samples', 'AspNetCoreHost'), '--',
    '--Urls', own, `--Store:Sqlite=Data Source=${join(data, 'webhooks.db')}`, '--Store:Keys', join(data, 'keys'),
  ], { stdio: 'ignore' });
  for (let tries = 0; tries < 120; tries++) {
    await new Promise((wake) => setTimeout(wake, 1000));
    if (await fetch(`${own}/login`).then((answer) => answer.ok, () => false)) {
      break;
    }
  }
  return () => {
    sample.kill('SIGINT');
    rmSync(data, { recursive: true, force: true });
  };
}

/** The first item of a list of the API that is as wanted. */
async function find(page, path, isWanted = () => true) {
  const answer = await page.request.get(`/webhooks/api/${path}`);
  const { items } = await answer.json();
  return items.find(isWanted) ?? items[0];
}

/** A delivery to an endpoint that waits for its next attempt; the traffic makes one within seconds. */
async function findRetried(page, endpointId) {
  for (;;) {
    const one = await find(page, `deliveries?state=Pending&endpointId=${endpointId}&pageSize=100`, (pending) => pending.attemptCount > 0);
    if (one?.attemptCount > 0) {
      return one;
    }
    await page.waitForTimeout(1000);
  }
}

/** Every screen: its name, its path, and what is done on it first. */
async function screens(page) {
  const failed = await find(page, 'deliveries?state=Failed&pageSize=100');
  const endpoint = await find(page, 'endpoints', (one) => one.name === 'Ticket importer');
  const retried = await findRetried(page, endpoint.id);
  const event = await find(page, 'events?pageSize=100', (one) => one.deliveries.length > 3);
  const picky = await find(page, 'subscriptions', (one) => one.eventTypes);
  const trigger = await find(page, 'triggers');
  const execution = await find(page, 'executions', (one) => one.state === 'Succeeded');
  const letter = await find(page, 'received', (one) => one.reason);
  const click = (name) => () => page.getByRole('button', { name, exact: true }).click();
  return [
    ['overview', ''],
    ['endpoints', 'endpoints'],
    ['endpoint', `endpoints/${encodeURIComponent(endpoint.id)}`],
    ['endpoint-test', `endpoints/${encodeURIComponent(endpoint.id)}`, async () => {
      await click('Send a test')();
      await click('Send the test')();
      await page.getByRole('heading', { name: 'Answer' }).waitFor();
    }],
    ['endpoint-form', 'endpoints/new'],
    ['subscriptions', 'subscriptions'],
    ['subscription', `subscriptions/${picky.id}`, async () => {
      await click('Dry run')();
      await page.getByText('would be sent').waitFor();
    }],
    ['events', 'events'],
    ['event', `events/${event.id}`],
    ['deliveries', 'deliveries'],
    ['delivery', `deliveries/${failed.id}`],
    ['delivery-retried', `deliveries/${retried.id}`],
    ['redelivery', 'deliveries?state=Failed', click('Redeliver all that match')],
    ['triggers', 'triggers'],
    ['trigger', `triggers/${trigger.id}`],
    ['executions', 'executions'],
    ['execution', `executions/${execution.id}`],
    ['received', 'received'],
    ['received-event', `received/${letter.id}`],
    ['catalogue', 'catalogue'],
    ['event-type', 'catalogue/NEW_VULNERABILITIES_PR'],
    ['activity', 'activity'],
  ];
}

const given = process.argv[2];
const stop = given ? () => {} : await startSample();
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({
      baseURL: given ?? own, colorScheme, locale: 'en-GB', timezoneId: 'UTC', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.request.post('/login', { form: { key: 'operator-demo-key', returnUrl: '/webhooks' } });
    for (const [name, path, act] of await screens(page)) {
      await page.goto(`/webhooks/${path}`);
      await page.locator('.liveness.live').waitFor();
      await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {});
      await act?.();
      await page.locator('.bone').first().waitFor({ state: 'detached' });
      const file = join(folder, `dashboard-${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      spawnSync('pngquant', ['--force', '--skip-if-larger', '--output', file, file]);
    }
    await context.close();
  }
} finally {
  await browser.close();
  stop();
}
