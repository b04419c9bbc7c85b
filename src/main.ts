import './security/trustedTypes';
import { mount } from 'svelte';
import './app.css';
import { isolatePage } from './bridge/offline';
import App from './views/App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app.');

// Workers start with the page: they must find it isolated, and their own files with the headers on.
await isolatePage();
target.replaceChildren();
mount(App, { target });
