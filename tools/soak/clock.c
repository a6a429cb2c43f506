/* Preloaded into a process, lets its wall clock be set back: by as many seconds as the file named
   in SOAK_CLOCK says. What measures durations goes on, as it does when a machine's clock is set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*real)(clockid_t, struct timespec *);

static long back(void) {
  static __thread time_t read_at;
  static __thread long seconds;
  struct timespec now;
  real(CLOCK_MONOTONIC, &now);
  if (now.tv_sec != read_at) {
    FILE *file = fopen(getenv("SOAK_CLOCK"), "r");
    if (file) {
      if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
      fclose(file);
    }
    read_at = now.tv_sec;
  }
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, time);
  if (clock == CLOCK_REALTIME) time->tv_sec -= back();
  return result;
}

int gettimeofday(struct timeval *time, void *zone) {
  struct timespec now;
  (void)zone;
  int result = clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t *given) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (given) *given = now.tv_sec;
  return now.tv_sec;
}
