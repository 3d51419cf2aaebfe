// Reads an answer of HTTP/1.1 as fast as a reader can: STREAMS connections at once, each into a buffer of 1 MiB.
// reader HOST PORT PATH STREAMS BYTES prints the seconds from the first connect to the last byte; fails when any
// stream had not exactly BYTES of body.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, HEAD = 16 << 10 };
static const char *host, *path;
static int port, failed;
static long long wanted;

static void *stream(void *unused) {
  (void)unused;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, host, &to.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  char *buffer = malloc(BUFFER), request[1024], *body = NULL;
  long long got = 0;
  size_t filled = 0;
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) goto bad;
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n",
                        path, host, port);
  if (write(fd, request, length) != length) goto bad;
  while (body == NULL) {
    ssize_t n = read(fd, buffer + filled, HEAD - filled);
    if (n <= 0) goto bad;
    filled += n;
    buffer[filled] = 0;
    body = strstr(buffer, "\r\n\r\n");
  }
  if (strncmp(buffer, "HTTP/1.1 200 ", 13) != 0) goto bad;
  got = filled - (body + 4 - buffer);
  for (ssize_t n; got < wanted && (n = read(fd, buffer, BUFFER)) > 0;) got += n;
bad:
  if (got != wanted) __atomic_store_n(&failed, 1, __ATOMIC_SEQ_CST);
  close(fd);
  free(buffer);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  host = argv[1];
  port = atoi(argv[2]);
  path = argv[3];
  int streams = atoi(argv[4]);
  wanted = atoll(argv[5]);
  pthread_t threads[64];
  if (streams < 1 || streams > 64) return 2;
  struct timespec a, b;
  clock_gettime(CLOCK_MONOTONIC, &a);
  for (int i = 0; i < streams; i++)
    if (pthread_create(&threads[i], NULL, stream, NULL) != 0) return 2;
  for (int i = 0; i < streams; i++) pthread_join(threads[i], NULL);
  clock_gettime(CLOCK_MONOTONIC, &b);
  if (failed) {
    fprintf(stderr, "expected %lld bytes in each stream\n", wanted);
    return 1;
  }
  printf("%.6f\n", (b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9);
  return 0;
}
