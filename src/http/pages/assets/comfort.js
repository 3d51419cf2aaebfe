// Comfort for pages that are complete without it: copy buttons, and an import that moves while one watches.
// Nothing here is needed, nothing is loaded from elsewhere, nothing is stored.

for (const element of document.querySelectorAll('[data-copy]')) addCopy(element)

const live = document.querySelector('#progress[data-live]')
if (live !== null) void follow(live)

/** A button beside text that people copy; only where the browser has a clipboard. */
function addCopy(element) {
  if (navigator.clipboard === undefined) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy quiet'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(element.textContent ?? '').then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Not allowed'),
    )
    setTimeout(() => (button.textContent = 'Copy'), 2000)
  })
  const block = element.closest('pre')
  if (block === null) element.after(' ', button)
  else {
    const frame = document.createElement('div')
    frame.className = 'copyable'
    block.replaceWith(frame)
    frame.append(block, button)
  }
}

/** Fetches the page again and puts the parts that moved in place; a new phase loads the whole page. */
async function follow(place) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (document.hidden) continue
    let text
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
      if (!answer.ok) continue
      text = await answer.text()
    } catch {
      continue // the node may be restarting; the next second asks again
    }
    const then = new DOMParser().parseFromString(text, 'text/html')
    const next = then.querySelector('#progress')
    if (next === null || next.getAttribute('data-live') === null) {
      location.reload()
      return
    }
    moveText(place, next, '#progress-sentence')
    moveBar(place, next)
    movePart(place, next, '#progress-steps')
    movePart(document, then, '#found')
  }
}

function moveText(place, next, what) {
  const [now, then] = [place.querySelector(what), next.querySelector(what)]
  if (now !== null && then !== null && now.textContent !== then.textContent) now.textContent = then.textContent
}

function moveBar(place, next) {
  const [now, then] = [place.querySelector('progress'), next.querySelector('progress')]
  if (now === null || then === null) return
  for (const name of ['max', 'value']) {
    const value = then.getAttribute(name)
    if (value === null) now.removeAttribute(name)
    else now.setAttribute(name, value)
  }
}

function movePart(place, next, what) {
  const [now, then] = [place.querySelector(what), next.querySelector(what)]
  if (now === null || then === null || now.outerHTML === then.outerHTML) return
  now.replaceWith(document.importNode(then, true))
}
