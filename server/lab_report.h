#ifndef SERVER_LAB_REPORT_H
#define SERVER_LAB_REPORT_H

/** lab_report_main() - The verb `report` of tw-lab */
int lab_report_main(int argc, char **argv);

#endif
