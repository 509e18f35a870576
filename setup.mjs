// Sets the clone up, then runs a script: `node setup.mjs SCRIPT [ARGUMENT…]`, called by every script of package.json.
// Needs nothing but Node and npm, and keeps to syntax that an old Node can read, so that it can say it is too old.
import { spawn, spawnSync } from 'child_process';
import fs from 'fs';
import path from 'path';
import { fileURLToPath } from 'url';

const oldestNode = 20;
const roomMegabytes = 700;
const root = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(root, 'node_modules');
const lockFile = path.join(root, '.setup.lock');
const bundledNode = path.join(packages, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

class SetupError extends Error {}

const say = (text) => process.stderr.write(`set-up: ${text}\n`);
const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** True if node_modules holds what package-lock.json asks for. npm writes its own copy of the lock file last. */
function packagesAreCurrent() {
  let installed;
  try {
    installed = readJson(path.join(packages, '.package-lock.json')).packages;
  } catch (_error) {
    return false;
  }
  const wanted = readJson(path.join(root, 'package-lock.json')).packages;
  return Object.keys(wanted).every((place) => {
    if (!place.includes('node_modules/')) return true;
    const found = installed[place];
    if (!found) return wanted[place].optional === true;
    return found.version === wanted[place].version && fs.existsSync(path.join(root, place));
  });
}

/** The process that holds the lock, 0 if there is none. */
function lockHolder() {
  try {
    return Number(fs.readFileSync(lockFile, 'utf8'));
  } catch (_error) {
    return 0;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock or waits for it. The file appears whole by a link, so that no reader ever sees it empty. */
async function takeLock() {
  const mine = `${lockFile}.${process.pid}`;
  let told = false;
  fs.writeFileSync(mine, String(process.pid));
  try {
    for (;;) {
      try {
        fs.linkSync(mine, lockFile);
        return;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = lockHolder();
      if (holder && !isAlive(holder)) releaseDeadLock(holder);
      if (holder && !told) say(`waiting for the set-up that runs already (process ${holder})`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Removes the lock of a process that died. Moved aside first: if another took it meanwhile, it gets it back. */
function releaseDeadLock(holder) {
  const aside = `${lockFile}.dead.${process.pid}`;
  try {
    fs.renameSync(lockFile, aside);
    if (Number(fs.readFileSync(aside, 'utf8')) === holder) fs.rmSync(aside);
    else fs.renameSync(aside, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

const releaseLock = () => {
  if (lockHolder() === process.pid) fs.rmSync(lockFile, { force: true });
};

/** What npm runs in, while it does. */
let installer = null;

/** Runs a program with its output on stderr; resolves to its exit code and the last of what it said. */
function runQuietly(program, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 2, 'pipe'] });
    installer = child;
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-20000);
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: signal ? 130 : code, signal, said }));
  });
}

const reasons = [
  [/ENOSPC/, `the disk is full: free about ${roomMegabytes} MB and run it again`],
  [/EDQUOT/, `the disk quota is used up: free about ${roomMegabytes} MB and run it again`],
  [/EROFS|EACCES|EPERM/, 'the folder cannot be written: make it writable for you, or clone into a folder that is'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/,
    'the package registry was not reached: connect to the network (or set its proxy in npm) and run it again',
  ],
];

const explain = (text, otherwise) => (reasons.find(([pattern]) => pattern.test(text)) || [null, otherwise])[1];

/** npm on a full disk fails in many ways, even by a crash of what it starts; so the room is looked at beforehand. */
function requireRoom() {
  const { bavail, bsize } = fs.statfsSync(root);
  const megabytes = Math.floor((bavail * bsize) / 1e6);
  if (!fs.existsSync(packages) && megabytes < roomMegabytes)
    throw new SetupError(
      `the disk is full: the packages take about ${roomMegabytes} MB and ${megabytes} MB are free; free some and run it again`,
    );
}

async function installPackages() {
  requireRoom();
  say('installing the packages of package-lock.json (npm ci), about 500 MB');
  const npm = process.env.npm_execpath;
  const parameters = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaScript = npm && npm.endsWith('.js') && fs.existsSync(npm);
  let result;
  try {
    result = await (viaScript ? runQuietly(process.execPath, [npm, ...parameters]) : runQuietly('npm', parameters));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new SetupError('npm was not found on PATH: install it (Debian: apt-get install npm) and run this again');
  }
  if (result.code === 0 && packagesAreCurrent()) return;
  // A half-filled folder would look installed to other tools, so it goes.
  if (!fs.existsSync(path.join(packages, '.package-lock.json')))
    fs.rmSync(packages, { recursive: true, force: true, maxRetries: 3 });
  if (result.signal) throw Object.assign(new SetupError('interrupted; nothing is half installed'), { exitCode: 130 });
  const advice = 'read the message of npm above, then run it again';
  throw new SetupError(`installing the packages failed: ${explain(result.said, advice)}`);
}

/** The Node that everything runs on: the one among the packages, or this one if it is new enough. */
function findNode() {
  if (fs.existsSync(bundledNode)) return bundledNode;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new SetupError(
    `no Node 24 among the packages for ${process.platform} ${process.arch}: install Node 24 and run this again`,
  );
}

async function setUp() {
  if (!packagesAreCurrent()) {
    await takeLock();
    try {
      if (!packagesAreCurrent()) await installPackages();
    } finally {
      releaseLock();
    }
  }
  const node = findNode();
  const build = spawnSync(node, ['firmware/build.ts', '--quiet'], { cwd: root, stdio: ['ignore', 2, 'pipe'] });
  if (build.stderr && build.stderr.length > 0) process.stderr.write(build.stderr);
  if (build.signal) throw Object.assign(new SetupError('interrupted; nothing is half built'), { exitCode: 130 });
  if (build.status !== 0)
    throw new SetupError(
      `building the firmware failed: ${explain(String(build.stderr), 'read the message above, mend it, run it again')}`,
    );
  return node;
}

/** Runs the script in place of this process, as far as Node allows: same terminal, signals and exit code. */
function run(node, [script, ...parameters]) {
  const environment = { ...process.env, PATH: path.dirname(bundledNode) + path.delimiter + (process.env.PATH || '') };
  // npm changes to the root; the CLI's file names are meant from where the user stands.
  const cwd = (script.startsWith('host/') && process.env.INIT_CWD) || root;
  const child = spawn(node, [path.join(root, script), ...parameters], { cwd, env: environment, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child as well; anyone else only to us.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(new SetupError(`${script} could not be started: ${error.message}`)));
  child.on('close', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(error) {
  const known = error instanceof SetupError;
  process.stderr.write(`set-up: ${known ? error.message : explain(String(error.code), error.message)}\n`);
  process.exitCode = error.exitCode || 1;
}

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  fail(
    new SetupError(
      `this is Node ${process.versions.node}, and the project needs ${oldestNode} or newer: install one and run it again`,
    ),
  );
} else if (process.argv.length < 3) {
  fail(new SetupError('expected the script to run: node setup.mjs SCRIPT [ARGUMENT…]'));
} else {
  // While npm runs, a signal is npm's to obey; what it leaves is cleaned up after it ends.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const passToInstaller = (signal) => (installer ? installer.kill(signal) : process.exit(130));
  for (const signal of signals) process.on(signal, passToInstaller);
  setUp().then((node) => {
    for (const signal of signals) process.off(signal, passToInstaller);
    run(node, process.argv.slice(2));
  }, fail);
}
