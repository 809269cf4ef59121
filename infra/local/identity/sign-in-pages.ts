import { html, Markup } from '../http/html.ts'
import type { Page } from '../http/page.ts'

/** Which step of signing in a page asks for. */
export interface SignInStep {
  readonly uid: string
  /** What was wrong with the last try. */
  readonly fault?: string
}

const fault = (text: string | undefined, field: string) =>
  text !== undefined &&
  html`<div class="fault" role="alert"><strong>There is a problem.</strong> <a href="#${field}">${text}</a></div>`

/** A field that was at fault says so to a screen reader too. */
const invalid = (text: string | undefined) =>
  new Markup(text === undefined ? '' : ' aria-invalid="true"')

/** @param email filled in where the app or an earlier sign-in named it */
export function passwordPage(step: SignInStep, email: string): Page {
  return {
    title: step.fault ? 'Error: Sign in' : 'Sign in',
    main: html`<div class="center">
<h1>Sign in</h1>
${fault(step.fault, 'email')}
<form method="post" action="/sign-in/${step.uid}/password" class="card">
<div class="row"><label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}"${invalid(step.fault)}></div>
<div class="row"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid(step.fault)}></div>
<div class="buttons"><button type="submit">Continue</button></div>
</form>
<p class="soft">Next comes a one-time code from your authenticator app.</p>
</div>`,
  }
}

export function codePage(step: SignInStep, name: string): Page {
  return {
    title: step.fault ? 'Error: One-time code' : 'One-time code',
    main: html`<div class="center">
<h1>One-time code</h1>
${fault(step.fault, 'code')}
<form method="post" action="/sign-in/${step.uid}/code" class="card">
<div class="row"><label for="code">Code for ${name}
<span class="hint" id="code-hint">Six digits from your authenticator app</span></label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required aria-describedby="code-hint"${invalid(step.fault)}></div>
<div class="buttons"><button type="submit">Sign in</button></div>
</form>
</div>`,
  }
}

export function expiredPage(): Page {
  return {
    title: 'Sign-in expired',
    main: html`<h1>This sign-in has expired</h1><p>Go back to the app and begin again.</p>`,
  }
}
