// The chat page's comfort: an answer comes word by word and can be stopped. Without this the form sends and the page
// comes back with the answer. Nothing is loaded from elsewhere, nothing is stored.

const form = document.querySelector('form[data-stream]')
if (form !== null) begin(form)

function begin(form) {
  const [turns, said, ask] = [find('#turns'), find('#said'), form.querySelector('button')]
  const stop = button('Stop', 'quiet')
  const hint = document.createElement('p')
  hint.className = 'small'
  hint.textContent = 'Ctrl and Enter ask, Escape stops.'
  ask.after(' ', stop)
  form.append(hint)
  stop.hidden = true
  if (new URLSearchParams(location.search).has('model')) {
    // Chosen by its address: it loads while one writes. What stops it is told when one asks.
    const body = new URLSearchParams({ model: form.elements.model.value })
    void fetch(form.dataset.load, { method: 'POST', body }).catch(() => {})
  }
  let leaving

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (leaving === undefined && said.value.trim() !== '') void answered()
  })
  said.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
  })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && leaving?.abort())
  stop.addEventListener('click', () => leaving?.abort())

  async function answered() {
    const body = new URLSearchParams(new FormData(form))
    leaving = new AbortController()
    busy(true)
    shown('user', said.value.trim())
    const place = shown('assistant', '')
    place.setAttribute('aria-busy', 'true') // read out when it is whole, not word by word
    const words = place.querySelector('bdi')
    let receipt = '' // of what there is when it is stopped
    try {
      const last = await lines({ body, signal: leaving.signal }, ({ begun, piece }) => {
        if (begun !== undefined) receipt = begun
        else words.textContent += piece
      })
      if (last?.problem !== undefined) throw new Error(last.problem)
      if (last === undefined) throw new Error('The answer broke off.')
      words.textContent = last.text
      turns.append(...parsed(last.made))
      keep(body, last.text)
    } catch (error) {
      const stopped = leaving.signal.aborted
      const some = stopped && words.textContent !== ''
      if (some) keep(body, words.textContent)
      else said.value = body.get('said') // to be asked again
      told(place, stopped ? ['Stopped. ', ...parsed(receipt)] : [error.message])
    }
    place.removeAttribute('aria-busy')
    leaving = undefined
    busy(false)
    said.focus()
  }

  /** What was said so far goes with the next question. */
  function keep(body, text) {
    const before = JSON.parse(body.get('turns'))
    const now = [...before, { role: 'user', content: body.get('said').trim() }, { role: 'assistant', content: text }]
    form.elements.turns.value = JSON.stringify(now)
    find('#again').hidden = false
  }

  function shown(role, text) {
    turns.append(document.importNode(find(`#turn-${role}`).content, true))
    const place = turns.lastElementChild
    place.querySelector('bdi').textContent = text
    if (role === 'user') said.value = ''
    place.scrollIntoView({ block: 'nearest' })
    return place
  }

  function busy(is) {
    stop.hidden = !is
    ask.hidden = is
    if (is) stop.focus()
  }
}

/** Each line as it comes; the last one, with the whole or a problem, is given back. */
async function lines(asked, each) {
  const answer = await fetch(form.dataset.stream, { method: 'POST', ...asked })
  if (!answer.ok) throw new Error((await answer.json()).detail ?? `The node answered with ${answer.status}.`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let [rest, last] = ['', undefined]
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return last
    const parts = (rest + value).split('\n')
    rest = parts.pop()
    for (const line of parts.map((part) => JSON.parse(part))) {
      if (line.piece === undefined && line.begun === undefined) last = line
      else each(line)
    }
  }
}

/** Markup that the node wrote; it carries no script, and none would run. */
function parsed(markup) {
  const { body } = new DOMParser().parseFromString(markup, 'text/html')
  return [...body.childNodes].map((one) => document.importNode(one, true))
}

function told(place, words) {
  const note = document.createElement('p')
  note.className = 'small'
  note.setAttribute('role', 'status')
  note.append(...words)
  place.append(note)
}

function button(text, kind) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = kind
  made.textContent = text
  return made
}

function find(what) {
  return document.querySelector(what)
}
