/** Where the dashboard is, read before anything changes the address. */
export const base = new URL(document.baseURI);

/** What it is called here. */
export const product = document.querySelector('meta[name="application-name"]')?.getAttribute('content') || 'Webhooks';
