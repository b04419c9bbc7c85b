// Installs Firefox and Safari's engine for the tests, where Debian's packages can be had; says what there is not elsewhere.

import { existsSync } from 'node:fs';
import { installFromDebian } from './debian.mjs';
import { debianPackages, findFirefox, hasWebKit } from './otherBrowsers.mjs';

const hasBoth = () => Boolean(findFirefox()) && hasWebKit();

if (!hasBoth() && existsSync('/usr/bin/apt-get')) {
  console.log('Installing Firefox and WebKitGTK …');
  if (!installFromDebian(debianPackages) || !hasBoth()) {
    console.error(`The tests need Firefox and WebKitGTK: apt-get install ${debianPackages.join(' ')}`);
    process.exitCode = 1;
  }
}
if (!findFirefox()) console.log('No Firefox here: the main job is not tested in it.');
if (!hasWebKit()) console.log('No WebKitGTK here (Debian has it): the main job is not tested in Safari’s engine.');
