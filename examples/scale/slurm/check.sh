#!/usr/bin/env bash
# A Slurm cluster of one node on this machine, from Debian's packages and without systemd; a job array of
# four shares, then the roll-up: the portfolio is the one a single run makes. Run it as root on a machine
# that may be thrown away.
#
#     check.sh PROGRAM AUDITS
set -euo pipefail
program=$(realpath "$1") audits=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
command -v slurmctld >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client munge; }

work=$(mktemp -d); chmod 755 "$work"
munged=
stop() {
  for of in slurmd slurmctld; do kill "$(cat "$work/$of.pid")" 2>/dev/null || true; done
  [ -z "$munged" ] || kill "$munged" 2>/dev/null || true
}
trap stop EXIT
[ -s /etc/munge/munge.key ] || dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 status=none
chown munge: /etc/munge/munge.key; chmod 400 /etc/munge/munge.key
mkdir -p /run/munge /var/lib/slurm "$work/state" "$work/spool"
chown munge: /run/munge
pgrep munged >/dev/null || { runuser -u munge -- munged; munged=$(pgrep -n munged); }
host=$(hostname -s)
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld -c; slurmd -c
for _ in $(seq 50); do sinfo -h -o %T 2>/dev/null | grep -q idle && break; sleep 0.2; done
sinfo

cd "$work"
code=0; "$program" batch "$audits" -o single -q >/dev/null 2>&1 || code=$?
INSPECT=$program sbatch --wait --array=1-4 "$here/batch.sbatch" "$audits" "$work/dealt"
rolled=0; "$program" rollup dealt/shares/* -o dealt >/dev/null 2>&1 || rolled=$?
test "$rolled" = "$code"
for file in portfolio.xlsx portfolio.html results.parquet projects.parquet failures.json; do
  cmp "single/$file" "dealt/$file"
done
echo "the same portfolio from a job array of four shares"
